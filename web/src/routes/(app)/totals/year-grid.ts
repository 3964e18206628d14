import { marksTo } from '#lib/charts/scales.ts';
import { daysAfter, daysBetween, monthsAfter, weekOf, type Day } from '#lib/units/days.svelte.ts';

/** A day's place in a grid of weeks: columns are weeks, rows the days of the week. */
export interface Cell {
  day: Day;
  column: number;
  row: number;
}

/** A grid of some months, with the columns in which months begin. */
export interface MonthsGrid {
  cells: Cell[];
  columnCount: number;
  months: { begins: Day; column: number }[];
}

const LEVEL_COUNT = 5;

/** The months from `first` on, so many. */
export function gridOf(first: Day, monthCount: number): MonthsGrid {
  const begins = weekOf(first);
  const after = monthsAfter(first, monthCount);
  const dayCount = daysBetween(first, after);
  const cells = Array.from({ length: dayCount }, (_, at) => {
    const day = daysAfter(first, at);
    const place = daysBetween(begins, day);
    return { day, column: Math.floor(place / 7), row: place % 7 };
  });
  const months = Array.from({ length: monthCount }, (_, at) => {
    const month = monthsAfter(first, at);
    return { begins: month, column: Math.ceil(daysBetween(begins, month) / 7) };
  });
  return { cells, columnCount: (cells.at(-1)?.column ?? 0) + 1, months };
}

/**
 * The lower bounds of the levels of a heat map, on round values. The highest begins near the 95th percentile of the days that have
 * anything, so that one extraordinary day does not make all others pale.
 */
export function levelsOf(values: readonly number[], steps: readonly number[]): number[] {
  const some = values.filter((value) => value > 0).toSorted((a, b) => a - b);
  const high = some[Math.floor((some.length - 1) * 0.95)];
  if (high === undefined) return [];
  return marksTo(high, LEVEL_COUNT, steps).slice(0, LEVEL_COUNT);
}

/** The level of a value from 1 on; 0 for nothing. */
export function levelOf(value: number, levels: readonly number[]): number {
  if (value <= 0) return 0;
  return Math.max(1, levels.filter((bound) => value >= bound).length);
}

/** Where a key leads in the year; null when it is none of the grid's keys. */
export function dayInYear(key: string, from: Day, first: Day, last: Day): Day | null {
  const step = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1, PageUp: -28, PageDown: 28 }[key];
  if (key === 'Home') return first;
  if (key === 'End') return last;
  if (step === undefined) return null;
  const to = daysAfter(from, step);
  return to < first ? first : to > last ? last : to;
}
