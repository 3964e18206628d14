import type { components } from '#lib/api/schema.d.ts';
import type { Day } from '#lib/units/days.svelte.ts';
import { inOrder } from '#lib/sports/tokens.ts';

export type Summary = components['schemas']['SummaryOut'];

/** What some activities come to. */
export interface Totals {
  count: number;
  distanceM: number;
  durationS: number;
  ascentM: number;
  load: number;
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
    distanceM: summary.distance_m[at] ?? 0,
    durationS: summary.duration_s[at] ?? 0,
    ascentM: summary.ascent_m[at] ?? 0,
    load: summary.load[at] ?? 0,
    uncomputed: summary.uncomputed_count[at] ?? 0
  }));
}

/** What rows come to together. */
export function sumOf(rows: readonly Totals[]): Totals {
  return rows.reduce(
    (sum, row) => ({
      count: sum.count + row.count,
      distanceM: sum.distanceM + row.distanceM,
      durationS: sum.durationS + row.durationS,
      ascentM: sum.ascentM + row.ascentM,
      load: sum.load + row.load,
      uncomputed: sum.uncomputed + row.uncomputed
    }),
    NOTHING
  );
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
