import { durationFlaw, movingFlaw, numberFlaw, zoneFlaw, type Flaw } from '#lib/activities/fields/check.ts';
import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { session } from '#lib/session/session.svelte.ts';
import { familyOf, type SportKind } from '#lib/sports/sports.ts';
import { TypedAmount, type Held } from '#lib/units/amount.svelte.ts';
import { secondsOf, shown } from '#lib/units/convert.ts';
import { offsetAt, wallClockAt } from '#lib/units/days.svelte.ts';
import { scaleFor, show } from '#lib/units/show.svelte.ts';
import { numberOf } from '#lib/units/typed.ts';

type ManualIn = components['schemas']['ManualIn'];

const HOUR_MS = 3_600_000;
const ROUND_MS = 300_000;
const LONGEST_M = 20_000_000;
const MOST_KCAL = 200_000;

const KEPT = [
  'sport',
  'day',
  'time',
  'timeZone',
  'elapsed',
  'moving',
  'heartRate',
  'power',
  'calories',
  'exertion',
  'name',
  'workoutType',
  'gearId',
  'description',
  'privateNote',
  'isRace',
  'isCommute',
  'isTrainer'
] as const;
type KeptName = (typeof KEPT)[number];

/** A note as it stands, amounts in the units they were typed in. */
export type KeptNote = Pick<Note, KeptName> & { distanceHeld: Held; ascentHeld: Held };

/** The form of an activity without a recording: what is typed, what is wrong with it, and what is sent. */
export class Note {
  sport = $state('run');
  day = $state('');
  time = $state('');
  timeZone = $state('');
  elapsed = $state('');
  moving = $state('');
  heartRate = $state('');
  power = $state('');
  calories = $state('');
  exertion = $state('');
  name = $state('');
  workoutType = $state('');
  gearId = $state('none');
  description = $state('');
  privateNote = $state('');
  isRace = $state(false);
  isCommute = $state(false);
  isTrainer = $state(false);
  readonly #distance = new TypedAmount('distance', 2);
  readonly #ascent = new TypedAmount('height', 0);
  /** As it was before anybody typed. */
  readonly #blank: KeptNote;

  constructor(now = new Date()) {
    this.timeZone = session.preferences.timeZone;
    // Who notes something has just done it; on a round minute, as people remember it.
    const begun = new Date(Math.floor((now.getTime() - HOUR_MS) / ROUND_MS) * ROUND_MS);
    const clock = wallClockAt(begun.toISOString(), offsetAt(begun, this.timeZone));
    this.day = clock.day;
    this.time = clock.time.slice(0, 5);
    const [first] = session.profile?.sports ?? [];
    if (first === 'ride' || first === 'swim' || first === 'walk') this.sport = first;
    this.#blank = this.kept();
  }

  get distance(): string {
    return this.#distance.text;
  }

  set distance(text: string) {
    this.#distance.text = text;
  }

  get ascent(): string {
    return this.#ascent.text;
  }

  set ascent(text: string) {
    this.#ascent.text = text;
  }

  /** Everything typed so far, to go on from later; null while nothing is. */
  readonly draft: KeptNote | null = $derived.by(() => {
    const kept = this.kept();
    return JSON.stringify(kept) === JSON.stringify(this.#blank) ? null : kept;
  });

  /** Go on from what was kept, as far as it can be read; from the beginning without. */
  resume(kept: unknown): void {
    const known = { ...this.#blank, ...(kept as Partial<KeptNote> | null) };
    for (const name of KEPT) Object.assign(this, { [name]: known[name] });
    this.#distance.held = known.distanceHeld;
    this.#ascent.held = known.ascentHeld;
  }

  kept(): KeptNote {
    const plain = Object.fromEntries(KEPT.map((name) => [name, this[name]])) as Pick<Note, KeptName>;
    return { ...plain, distanceHeld: this.#distance.held, ascentHeld: this.#ascent.held };
  }

  readonly flaws = $derived.by(() => ({
    day: this.day === '' ? t('fields.needed') : undefined,
    time: this.time === '' ? t('fields.needed') : undefined,
    timeZone: zoneFlaw(this.timeZone),
    elapsed: durationFlaw(this.elapsed, true),
    moving: movingFlaw(this.moving, this.elapsed),
    distance: numberFlaw(this.distance, 0, shown(LONGEST_M, scaleFor('distance'))),
    ascent: numberFlaw(this.ascent, 0, shown(LONGEST_M, scaleFor('height'))),
    heartRate: numberFlaw(this.heartRate, 20, 260),
    power: numberFlaw(this.power, 0, 3000),
    calories: numberFlaw(this.calories, 0, MOST_KCAL)
  }));

  readonly isSound = $derived(Object.values<Flaw>(this.flaws).every((flaw) => flaw === undefined));

  /** Speed or pace of what is typed so far: a slip of the hand is seen there first. */
  readonly speed = $derived.by(() => {
    const metres = this.#distance.stored;
    const seconds = secondsOf(this.moving) ?? secondsOf(this.elapsed);
    if (metres === null || seconds === null || metres <= 0 || seconds === 0) return undefined;
    return t('fields.speed_so', { speed: show.speed(metres / seconds, familyOf(this.sport)) });
  });

  /** As the API takes it; only sound forms are asked for theirs. */
  body(): ManualIn {
    return {
      sport: this.sport as SportKind,
      started_at_local: `${this.day}T${this.time}`,
      time_zone: this.timeZone.trim() || null,
      elapsed_s: secondsOf(this.elapsed) ?? 0,
      moving_s: secondsOf(this.moving),
      distance_m: this.#distance.stored,
      ascent_m: this.#ascent.stored,
      average_heart_rate_bpm: numberOf(this.heartRate),
      average_power_w: numberOf(this.power),
      calories_kcal: numberOf(this.calories),
      perceived_exertion: numberOf(this.exertion),
      name: this.name.trim() || null,
      workout_type: this.workoutType.trim() || null,
      gear_id: this.gearId === 'none' ? null : this.gearId,
      description: this.description.trim() || null,
      private_note: this.privateNote.trim() || null,
      is_race: this.isRace,
      is_commute: this.isCommute,
      is_trainer: this.isTrainer
    };
  }
}
