import { byPeriod, type FamilyTotals } from '#lib/activities/totals.ts';
import { daysAfter, monthOf, monthsAfter, showDay, weekOf, type Day } from '#lib/units/days.svelte.ts';

/** By what totals are cut. */
export const PERIODS = ['week', 'month', 'year'] as const;
export type Period = (typeof PERIODS)[number];

export function isPeriod(text: string | null): text is Period {
  return PERIODS.includes(text as Period);
}

/** A period with the rows of its days. */
export interface PeriodRows {
  begins: Day;
  rows: FamilyTotals[];
}

/** Every week or month of a year up to `until`, also those with nothing. */
export function periodsOf(
  rows: readonly FamilyTotals[],
  period: 'week' | 'month',
  year: number,
  until: Day
): PeriodRows[] {
  const found = byPeriod(rows, period === 'week' ? weekOf : monthOf);
  const periods: PeriodRows[] = [];
  const last = `${year}-12-31`;
  let begins = period === 'week' ? weekOf(`${year}-01-01`) : `${year}-01-01`;
  while (begins <= last && begins <= until) {
    periods.push({ begins, rows: found.get(begins) ?? [] });
    begins = period === 'week' ? daysAfter(begins, 7) : monthsAfter(begins, 1);
  }
  return periods;
}

/** Every year from the first with anything to the last, also those with nothing. */
export function yearsOf(rows: readonly FamilyTotals[], until: Day): PeriodRows[] {
  const years = rows.map((row) => Number(row.beginsOn.slice(0, 4)));
  const last = Number(until.slice(0, 4));
  const first = years.reduce((least, year) => Math.min(least, year), last);
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const begins = `${first + at}-01-01`;
    return { begins, rows: rows.filter((row) => row.beginsOn === begins) };
  });
}

/** The first day of the period that a day lies in. */
export function periodOf(day: Day, period: Period): Day {
  if (period === 'year') return `${day.slice(0, 4)}-01-01`;
  return period === 'month' ? monthOf(day) : weekOf(day);
}

/** The name of a period, short enough for an axis, or in full. */
export function periodName(begins: Day, period: Period, isShort = false): string {
  if (period === 'year') return begins.slice(0, 4);
  if (period === 'month') return showDay(begins, isShort ? 'month-name' : 'month');
  return showDay(begins, isShort ? 'day-month' : 'medium');
}
