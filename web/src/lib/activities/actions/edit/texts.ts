import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { workoutName } from '#lib/sports/sports.ts';
import { clock, secondsOf } from '#lib/units/convert.ts';
import { instantOf, wallClockAt } from '#lib/units/days.svelte.ts';
import { scaleFor } from '#lib/units/show.svelte.ts';
import { numberOf, storedOf, typedOf } from '#lib/units/typed.ts';

export type Activity = components['schemas']['ActivityDetailOut'];
export type Patch = components['schemas']['ActivityPatch'];

/** The fields of the form; each is one of the API, but for the start, which is a day and a time there. */
export const NAMES = [
  'name',
  'sport',
  'started_on',
  'started_time',
  'time_zone',
  'elapsed_s',
  'moving_s',
  'distance_m',
  'ascent_m',
  'calories_kcal',
  'perceived_exertion',
  'workout_type',
  'gear_id',
  'primary_source_id',
  'description',
  'private_note',
  'is_race',
  'is_commute',
  'is_trainer',
  'is_excluded'
] as const;
export type Name = (typeof NAMES)[number];

/** What stands in each field, as text, so that what was not touched is known by comparing and never sent. */
export type Texts = Record<Name, string>;

export const YES = 'yes';
const flag = (isSet: boolean) => (isSet ? YES : '');

/** Digits of an amount as its field shows it. */
export const DIGITS = { distance_m: 3, ascent_m: 0 } as const;

/** An activity as the fields show it. */
export function textsOf(activity: Activity): Texts {
  const start = wallClockAt(activity.started_at, activity.utc_offset_s);
  return {
    name: activity.name,
    sport: activity.sport,
    started_on: start.day,
    started_time: start.time,
    time_zone: activity.time_zone ?? '',
    elapsed_s: clock(activity.elapsed_s),
    moving_s: activity.moving_s === null ? '' : clock(activity.moving_s),
    distance_m: typedOf(activity.distance_m, scaleFor('distance'), DIGITS.distance_m),
    ascent_m: typedOf(activity.ascent_m, scaleFor('height'), DIGITS.ascent_m),
    calories_kcal: activity.calories_kcal === null ? '' : String(Math.round(activity.calories_kcal)),
    perceived_exertion: activity.perceived_exertion === null ? '' : String(activity.perceived_exertion),
    workout_type:
      activity.workout_type === null ? '' : workoutName(activity.workout_type, activity.sport_family),
    gear_id: activity.gear_id ?? 'none',
    primary_source_id: activity.sources.find((source) => source.is_primary)?.id ?? '',
    description: activity.description ?? '',
    private_note: activity.private_note ?? '',
    is_race: flag(activity.is_race),
    is_commute: flag(activity.is_commute),
    is_trainer: flag(activity.is_trainer),
    is_excluded: flag(activity.is_excluded)
  };
}

/** The names of the fields whose text is another. */
export function changed(before: Texts, now: Texts): Name[] {
  return NAMES.filter((name) => before[name] !== now[name]);
}

/**
 * What is sent for the fields that were changed. An emptied number or name is null: what the sources say shows again; an emptied
 * description or kind of workout is an empty one.
 */
export function patchOf(before: Texts, now: Texts, utcOffsetS: number): Patch {
  const patch: Patch = {};
  const names = new Set(changed(before, now));
  if (names.has('started_on') || names.has('started_time')) patch.started_at = startOf(now, utcOffsetS);
  for (const name of names) {
    if (name !== 'started_on' && name !== 'started_time')
      Object.assign(patch, { [name]: WRITE[name](now[name]) });
  }
  return patch;
}

function startOf(now: Texts, utcOffsetS: number): string {
  const clockThere = { day: now.started_on, time: wholeTime(now.started_time) };
  if (now.time_zone.trim() !== '') return instantOf(clockThere, now.time_zone.trim());
  // Without a zone only the offset of the device is known.
  return new Date(Date.parse(`${clockThere.day}T${clockThere.time}Z`) - utcOffsetS * 1000).toISOString();
}

/** Browsers leave out seconds that are zero. */
function wholeTime(time: string): string {
  return time.length === 5 ? `${time}:00` : time;
}

const word = (text: string) => text.trim() || null;
const isYes = (text: string) => text === YES;

const WRITE: Record<Exclude<Name, 'started_on' | 'started_time'>, (text: string) => unknown> = {
  name: word,
  sport: (text) => text,
  time_zone: word,
  elapsed_s: secondsOf,
  moving_s: secondsOf,
  distance_m: (text) => storedOf(text, scaleFor('distance')),
  ascent_m: (text) => storedOf(text, scaleFor('height')),
  calories_kcal: numberOf,
  perceived_exertion: numberOf,
  workout_type: (text) => text.trim(),
  gear_id: (text) => text,
  primary_source_id: (text) => text,
  description: (text) => text,
  private_note: (text) => text,
  is_race: isYes,
  is_commute: isYes,
  is_trainer: isYes,
  is_excluded: isYes
};

/** Where a source comes from, in words. */
export function sourceName(source: Activity['sources'][number]): string {
  return source.file_name ?? t(`activity.source_${source.source}`);
}
