import type { components } from '#lib/api/schema.d.ts';
import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';

export type SportKind = components['schemas']['SportKind'];
export type SportFamily = components['schemas']['SportFamily'];

/** The kinds of each family, in the order in which they are offered: those of most athletes first. */
export const KINDS_OF: Readonly<Record<SportFamily, readonly SportKind[]>> = {
  run: ['run', 'trail_run', 'treadmill_run', 'virtual_run', 'track_run'],
  ride: [
    'ride',
    'gravel_ride',
    'mountain_ride',
    'indoor_ride',
    'virtual_ride',
    'cyclocross_ride',
    'track_ride',
    'e_ride',
    'e_mountain_ride',
    'handcycle',
    'velomobile'
  ],
  swim: ['pool_swim', 'open_water_swim', 'swim'],
  walk: ['walk', 'hike', 'snowshoe', 'wheelchair'],
  row: ['row', 'indoor_row', 'virtual_row', 'kayak', 'canoe', 'stand_up_paddle'],
  ski: ['nordic_ski', 'backcountry_ski', 'alpine_ski', 'roller_ski', 'snowboard'],
  strength: ['strength', 'crossfit'],
  fitness: ['workout', 'hiit', 'yoga', 'pilates', 'elliptical', 'stairs', 'climb', 'dance'],
  skate: ['inline_skate', 'ice_skate', 'skateboard'],
  water: ['surf', 'windsurf', 'kitesurf', 'sail'],
  ball: [
    'tennis',
    'table_tennis',
    'badminton',
    'squash',
    'racquetball',
    'pickleball',
    'padel',
    'soccer',
    'basketball',
    'volleyball',
    'cricket',
    'golf'
  ],
  transition: ['transition'],
  other: ['other']
};

export const FAMILIES = Object.keys(KINDS_OF) as readonly SportFamily[];

/** The family of a kind; what this version does not know belongs to `other`, as several sports in one do. */
export function familyOf(kind: string): SportFamily {
  return FAMILIES.find((family) => (KINDS_OF[family] as readonly string[]).includes(kind)) ?? 'other';
}

/** What an activity was, in words: "Trail run". A kind without a name is shown as the API writes it. */
export function sportName(kind: string): string {
  const key = `sports.kind_${kind}`;
  return isMessageKey(key) ? t(key) : kind.replaceAll('_', ' ');
}

/** A family in words: "Running". */
export function familyName(family: string): string {
  const key = `sports.family_${family}`;
  return isMessageKey(key) ? t(key) : family;
}

/**
 * The kind of a workout in words: the athlete's own, or the name of a code that an archive brought. Strava says `long_run` of a long
 * ride as well.
 */
export function workoutName(type: string, family: string): string {
  const key = `sports.workout_${type}`;
  return isMessageKey(key) ? t(key, { family }) : type.replaceAll('_', ' ');
}
