import type { Profile } from '#lib/session/session.svelte.ts';

export type Basics = Pick<Profile, 'display_name' | 'units' | 'time_zone' | 'week_starts_on'>;

/** Where roads are signed in miles. A language without a place says nothing of it. */
const IN_MILES = new Set(['US', 'GB', 'LR', 'MM']);
const WEEKDAYS: Readonly<Record<number, Basics['week_starts_on']>> = {
  1: 'monday',
  6: 'saturday',
  7: 'sunday'
};

/** The newer name of what some browsers have as a getter, and some not at all. */
interface WeekOf {
  getWeekInfo?: () => { firstDay: number };
  weekInfo?: { firstDay: number };
}

/**
 * What to begin with: what the profile knows; for a new one, what the browser lets guess. A profile is new until its first steps have
 * begun, since it always holds units and a first day of the week.
 */
export function basicsOf(profile: Profile, languageTag: string, deviceZone: string): Basics {
  const { display_name, units, time_zone, week_starts_on } = profile;
  const known: Basics = { display_name, units, time_zone, week_starts_on };
  if (profile.time_zone_source === 'default') known.time_zone = deviceZone;
  if (profile.onboarding !== null) return known;
  const locale: Intl.Locale & WeekOf = new Intl.Locale(languageTag);
  const firstDay = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay;
  return {
    ...known,
    units: IN_MILES.has(locale.region ?? '') ? 'imperial' : 'metric',
    week_starts_on: (firstDay === undefined ? undefined : WEEKDAYS[firstDay]) ?? week_starts_on
  };
}
