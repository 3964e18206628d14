import { byPeriod, sumOf, within, type FamilyTotals, type Totals } from '#lib/activities/totals.ts';
import { daysAfter, weekOf, type Day } from '#lib/units/days.svelte.ts';

/** How many full weeks before this one make what is usual, and how many there must be. */
export const USUAL_WEEKS = 6;
const LEAST_WEEKS = 4;

/** What the weeks before this one came to, on average. */
export interface Usual {
  weeks: number;
  whole: Totals;
  /** Up to the same day of the week. */
  byNow: Totals;
  /** Of each day of the week, in its order. */
  days: Totals[];
}

/** This week, and how it compares. */
export interface Week {
  days: { day: Day; rows: FamilyTotals[] }[];
  soFar: FamilyTotals[];
  /** Null while there are too few full weeks. */
  usual: Usual | null;
}

/** The week of `today` against the full weeks before it that lie after the first day with anything recorded. */
export function weekAgainstUsual(rows: readonly FamilyTotals[], today: Day, firstOn: Day): Week {
  const begins = weekOf(today);
  const byDay = byPeriod(rows, (day) => day);
  const days = Array.from({ length: 7 }, (_, at) => daysAfter(begins, at));
  return {
    days: days.map((day) => ({ day, rows: byDay.get(day) ?? [] })),
    soFar: within(rows, begins, today),
    usual: usualOf(rows, today, firstOn)
  };
}

function usualOf(rows: readonly FamilyTotals[], today: Day, firstOn: Day): Usual | null {
  const begins = weekOf(today);
  const starts = Array.from({ length: USUAL_WEEKS }, (_, at) => daysAfter(begins, -7 * (at + 1))).filter(
    (start) => start >= firstOn
  );
  if (starts.length < LEAST_WEEKS) return null;
  const passed = Array.from({ length: 7 }, (_, at) => daysAfter(begins, at)).filter(
    (day) => day <= today
  ).length;
  const meanOf = (from: number, count: number): Totals =>
    mean(
      starts.map((start) => sumOf(within(rows, daysAfter(start, from), daysAfter(start, from + count - 1))))
    );
  return {
    weeks: starts.length,
    whole: meanOf(0, 7),
    byNow: meanOf(0, passed),
    days: Array.from({ length: 7 }, (_, at) => meanOf(at, 1))
  };
}

function mean(totals: readonly Totals[]): Totals {
  const sum = sumOf(totals);
  const of = (value: number) => value / totals.length;
  const ofKnown = (value: number | null) => (value === null ? null : of(value));
  return {
    count: of(sum.count),
    distanceM: ofKnown(sum.distanceM),
    durationS: of(sum.durationS),
    ascentM: ofKnown(sum.ascentM),
    load: ofKnown(sum.load),
    uncomputed: sum.uncomputed
  };
}
