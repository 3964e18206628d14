import type { components } from '#lib/api/schema.d.ts';
import type { Day } from '#lib/units/days.svelte.ts';
import { inOrder } from '#lib/sports/tokens.ts';

export type Summary = components['schemas']['SummaryOut'];

/** What some activities come to, as far as it is known of them; null where it is of none. */
export interface Totals {
  count: number;
  distanceM: number | null;
  durationS: number;
  ascentM: number | null;
  load: number | null;
  /** Of how many the load is not known: the true load is higher. */
  uncomputed: number;
}

/** The totals of one family of sports in one period. */
export interface FamilyTotals extends Totals {
  beginsOn: Day;
  family: string;
}

export const NOTHING: Totals = { count: 0, distanceM: 0, durationS: 0, ascentM: 0, load: 0, uncomputed: 0 };

/** The columns of the API as rows. */
export function rowsOf(summary: Summary): FamilyTotals[] {
  return summary.begins_on.map((beginsOn, at) => ({
    beginsOn,
    family: summary.sport_family[at] ?? 'other',
    count: summary.activity_count[at] ?? 0,
    distanceM: summary.distance_m[at] ?? null,
    durationS: summary.duration_s[at] ?? 0,
    ascentM: summary.ascent_m[at] ?? null,
    load: summary.load[at] ?? null,
    uncomputed: summary.uncomputed_count[at] ?? 0
  }));
}

/** What rows come to together. */
export function sumOf(rows: readonly Totals[]): Totals {
  const done = rows.filter((row) => row.count > 0);
  const sum = (of: (row: Totals) => number) => done.reduce((total, row) => total + of(row), 0);
  return {
    count: sum((row) => row.count),
    distanceM: sumOfKnown(done.map((row) => row.distanceM)),
    durationS: sum((row) => row.durationS),
    ascentM: sumOfKnown(done.map((row) => row.ascentM)),
    load: sumOfKnown(done.map((row) => row.load)),
    uncomputed: sum((row) => row.uncomputed)
  };
}

/** The sum of what is known; null where there is something and nothing of it is known. */
export function sumOfKnown(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value != null);
  return known.length === 0 && values.length > 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** The sum of each family, in the order in which families are listed. */
export function byFamily(rows: readonly FamilyTotals[]): { family: string; totals: Totals }[] {
  return inOrder(rows.map((row) => row.family)).map((family) => ({
    family,
    totals: sumOf(rows.filter((row) => row.family === family))
  }));
}

/** Rows by the period that a day falls in, as `periodOf` names it. */
export function byPeriod(
  rows: readonly FamilyTotals[],
  periodOf: (day: Day) => Day
): Map<Day, FamilyTotals[]> {
  const periods = new Map<Day, FamilyTotals[]>();
  for (const row of rows) {
    const period = periodOf(row.beginsOn);
    const kept = periods.get(period);
    if (kept === undefined) periods.set(period, [row]);
    else kept.push(row);
  }
  return periods;
}

/** Rows of the days from one to another, both included. */
export function within(rows: readonly FamilyTotals[], from: Day, until: Day): FamilyTotals[] {
  return rows.filter((row) => row.beginsOn >= from && row.beginsOn <= until);
}
