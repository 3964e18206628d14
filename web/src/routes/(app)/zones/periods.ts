import type { components } from '#lib/api/schema.d.ts';
import {
  daysBetween,
  monthOf,
  monthsAfter,
  daysAfter,
  today,
  weekOf,
  type Day
} from '#lib/units/days.svelte.ts';

export type ZoneTotals = components['schemas']['ZoneTotalsOut'];
export type ThreeParts = readonly [easy: number, moderate: number, hard: number];

/** Time in three parts within a week or a month. */
export interface Period {
  beginsOn: Day;
  parts: ThreeParts;
  /** It is not over yet. */
  isPartial: boolean;
}

/** Beyond so many days, weeks are months: bars of a pixel say nothing. */
const LONGEST_IN_WEEKS_DAYS = 366;

/** The unit of a range's periods, by the days that hold something. */
export function unitOf(days: readonly Day[]): 'week' | 'month' {
  const [first, last] = [days[0], days[days.length - 1]];
  if (first === undefined || last === undefined) return 'week';
  return daysBetween(first, last) > LONGEST_IN_WEEKS_DAYS ? 'month' : 'week';
}

/** Days added up by the athlete's weeks, or by months; those between without training are there, too. */
export function periodsOf(days: ZoneTotals['days'], now: Day = today()): Period[] {
  const unit = unitOf(days.day);
  const beginOf = unit === 'week' ? weekOf : monthOf;
  const after = (day: Day) => (unit === 'week' ? daysAfter(day, 7) : monthsAfter(day, 1));
  const sums = new Map<Day, [number, number, number]>();
  days.day.forEach((day, at) => {
    const sum = sums.get(beginOf(day)) ?? [0, 0, 0];
    sums.set(beginOf(day), sum);
    sum[0] += days.easy_s[at] ?? 0;
    sum[1] += days.moderate_s[at] ?? 0;
    sum[2] += days.hard_s[at] ?? 0;
  });
  const begins = [...sums.keys()];
  const last = begins[begins.length - 1];
  const periods: Period[] = [];
  for (
    let begin = begins[0];
    begin !== undefined && last !== undefined && begin <= last;
    begin = after(begin)
  ) {
    periods.push({ beginsOn: begin, parts: sums.get(begin) ?? [0, 0, 0], isPartial: begin === beginOf(now) });
  }
  return periods;
}

export function sumOf(parts: ThreeParts): number {
  return parts[0] + parts[1] + parts[2];
}
