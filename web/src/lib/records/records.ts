import type { components } from '#lib/api/schema.d.ts';
import { distanceName } from '#lib/activities/distances.ts';
import { showSpan } from '#lib/units/spans.ts';
import { daysBetween, today, type Day } from '#lib/units/days.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';

export type SportRecord = components['schemas']['RecordOut'];
export type Entry = components['schemas']['RecordEntryOut'];
export type Records = components['schemas']['RecordsOut'];

/** A record this young is news. */
const FRESH_DAYS = 42;

/** Name of a record in the address: `distance-5000`. */
export function keyOf(record: SportRecord): string {
  return `${record.measure}-${record.target}`;
}

/** The one that stands. */
export function standing(record: SportRecord): Entry | undefined {
  return record.history[record.history.length - 1];
}

export function isFresh(entry: Entry, now: Day = today()): boolean {
  return daysBetween(entry.day, now) < FRESH_DAYS;
}

/** What was to be covered or held: "5 km", "20 min". */
export function targetName(record: SportRecord): string {
  return record.target_unit === 'm' ? distanceName(record.target) : showSpan(record.target);
}

/** A value of a record as it is written: a time, a power, a pace. */
export function valueText(record: SportRecord, value: number, sport: string): string {
  if (record.measure === 'distance') return show.duration(value);
  return record.measure === 'power' ? show.power(value) : show.speed(value, sport);
}

/** The calendar years any record has a best of, the newest first. */
export function yearsOf(records: readonly SportRecord[]): string[] {
  const years = new Set(records.flatMap((record) => record.years.map((entry) => entry.day.slice(0, 4))));
  return [...years].sort().reverse();
}

/** The best of a year. */
export function bestOfYear(record: SportRecord, year: string): Entry | undefined {
  return record.years.find((entry) => entry.day.startsWith(year));
}
