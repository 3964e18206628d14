import { SvelteSet } from 'svelte/reactivity';
import { durationFlaw, movingFlaw, numberFlaw, zoneFlaw, type Flaw } from '#lib/activities/fields/check.ts';
import { api, ApiError, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import type { Held } from '#lib/units/amount.svelte.ts';
import { shown } from '#lib/units/convert.ts';
import { scaleFor } from '#lib/units/show.svelte.ts';
import { EditTexts } from './EditTexts.svelte.ts';
import {
  changed,
  NAMES,
  patchOf,
  textsOf,
  type Activity,
  type Name,
  type Patch,
  type Texts
} from './texts.ts';

type Patched = components['schemas']['PatchedOut'];

const LONGEST_M = 20_000_000;
const MOST_KCAL = 200_000;

/** One field that was changed here and elsewhere at the same time. */
export interface Clash {
  name: Name;
  mine: string;
  theirs: string;
}

/** Editing one activity: what stands in the fields, what is wrong with it, and saving it over what somebody else may have saved. */
export class EditForm {
  readonly texts: Texts;
  /** Overrides to end: these show what the sources say again. */
  readonly ended = new SvelteSet<string>();

  readonly #fields: EditTexts;
  #activity = $state.raw() as Activity;
  readonly #before: Texts = $derived(textsOf(this.#activity));
  /** What both changed, with what was written here. */
  #clashed = $state.raw<readonly { name: Name; mine: Held | string }[]>([]);

  constructor(activity: Activity) {
    this.#activity = activity;
    this.#fields = new EditTexts(activity);
    this.texts = this.#fields.now;
  }

  /** What cannot be saved. What was not touched is no mistake of whoever sits here, and is not sent. */
  readonly flaws: Partial<Record<Name, Flaw>> = $derived.by(() => {
    const all = flawsOf(this.texts);
    return Object.fromEntries(changed(this.#before, this.texts).map((name) => [name, all[name]]));
  });

  readonly isSound = $derived(Object.values(this.flaws).every((flaw) => flaw === undefined));

  readonly clashes: readonly Clash[] = $derived(
    this.#clashed.map(({ name, mine }) => ({
      name,
      mine: this.#fields.textOf(name, mine),
      theirs: this.#before[name]
    }))
  );

  /** What would be sent now. */
  patch(): Patch {
    const { texts } = this;
    const patch = patchOf(this.#before, texts, this.#activity.utc_offset_s);
    const amounts = Object.entries(this.#fields.amounts()).filter(([name]) => name in patch);
    const ended = Object.fromEntries([...this.ended].map((name) => [name, null]));
    return { ...patch, ...Object.fromEntries(amounts), ...ended };
  }

  /**
   * Save, and say what was saved: null when there was nothing to save. If somebody else saved since this was opened, what only they
   * changed is kept; where both changed something, nothing is saved yet and `clashes` asks. Throws `ApiError` for other refusals.
   */
  async save(): Promise<Patched | 'clash' | null> {
    this.#clashed = [];
    const body = this.patch();
    if (Object.keys(body).length === 0) return null;
    const path = { activity_id: this.#activity.id };
    const header = { 'if-match': this.#activity.revision };
    try {
      return await read(api.PATCH('/api/v1/activities/{activity_id}', { params: { path, header }, body }));
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'activity_changed')) throw error;
    }
    this.meet(await read(api.GET('/api/v1/activities/{activity_id}', { params: { path } })));
    return this.clashes.length > 0 ? 'clash' : this.save();
  }

  /** Go on from what somebody else saved: fields only they changed are theirs, fields that both changed are asked about. */
  meet(latest: Activity): void {
    const mine = new Set(changed(this.#before, this.texts));
    const theirs = textsOf(latest);
    this.#clashed = changed(this.#before, theirs)
      .filter((name) => mine.has(name) && this.texts[name] !== theirs[name])
      .map((name) => ({ name, mine: this.#fields.held(name) }));
    for (const name of NAMES) {
      if (!mine.has(name)) this.#fields.follow(name, latest);
    }
    this.#activity = latest;
  }

  /** Choose for a field that both changed. */
  choose(name: Name, whose: 'mine' | 'theirs'): void {
    const clash = this.#clashed.find((one) => one.name === name);
    if (whose === 'theirs') this.#fields.follow(name, this.#activity);
    else if (clash !== undefined) this.#fields.hold(name, clash.mine);
  }
}

function flawsOf(texts: Texts): Partial<Record<Name, Flaw>> {
  return {
    started_on: texts.started_on === '' ? t('fields.needed') : undefined,
    started_time: texts.started_time === '' ? t('fields.needed') : undefined,
    time_zone: zoneFlaw(texts.time_zone),
    elapsed_s: durationFlaw(texts.elapsed_s),
    moving_s: movingFlaw(texts.moving_s, texts.elapsed_s),
    distance_m: numberFlaw(texts.distance_m, 0, shown(LONGEST_M, scaleFor('distance'))),
    ascent_m: numberFlaw(texts.ascent_m, 0, shown(LONGEST_M, scaleFor('height'))),
    calories_kcal: numberFlaw(texts.calories_kcal, 0, MOST_KCAL)
  };
}
