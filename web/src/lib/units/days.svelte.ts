import { dateFormat } from '#lib/i18n/formats.ts';
import { language } from '#lib/i18n/index.svelte.ts';
import { session } from '#lib/session/session.svelte.ts';

/** A local date as the API writes it: `2026-11-28`. Days are compared and counted as these, never through an instant. */
export type Day = string;

const DAY_MS = 86_400_000;

/** The athlete's today. */
export function today(): Day {
  return dayIn(new Date(), session.preferences.timeZone);
}

/** The local date of an instant in a zone. */
export function dayIn(instant: Date, timeZone: string): Day {
  const parts = dateFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
  return parts.slice(0, 10);
}

/** A day so many days on. */
export function daysAfter(day: Day, count: number): Day {
  return new Date(noon(day).getTime() + count * DAY_MS).toISOString().slice(0, 10);
}

/** How many days from one to another. */
export function daysBetween(from: Day, until: Day): number {
  return Math.round((noon(until).getTime() - noon(from).getTime()) / DAY_MS);
}

/** The first day of a day's week, as the athlete's weeks begin. */
export function weekOf(day: Day): Day {
  const first = { monday: 1, saturday: 6, sunday: 0 }[session.preferences.weekStartsOn];
  return daysAfter(day, -((weekdayOf(day) - first + 7) % 7));
}

/** The weekday of a day, 0 = Sunday. */
export function weekdayOf(day: Day): number {
  return noon(day).getUTCDay();
}

/** The first day of a day's month. */
export function monthOf(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

/** The first day of the month so many months on. */
export function monthsAfter(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

/** How a day is written. */
export type DayStyle =
  | 'short'
  | 'medium'
  | 'long'
  | 'weekday'
  | 'weekday-short'
  | 'month'
  | 'month-short'
  | 'day-month'
  | 'day'
  | 'month-name';

const STYLES: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'numeric', year: '2-digit' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'long', day: 'numeric', month: 'long' },
  'weekday-short': { weekday: 'short', day: 'numeric', month: 'short' },
  month: { month: 'long', year: 'numeric' },
  'month-short': { month: 'short', year: '2-digit' },
  'day-month': { day: 'numeric', month: 'short' },
  day: { day: 'numeric' },
  'month-name': { month: 'short' }
};

/** A day in the athlete's language. */
export function showDay(day: Day, style: DayStyle = 'medium'): string {
  return dateFormat(language.format, { ...STYLES[style], timeZone: 'UTC' }).format(noon(day));
}

/** The name of a weekday, 0 = Sunday. */
export function showWeekday(weekday: number, style: 'narrow' | 'short' | 'long' = 'short'): string {
  const sunday = noon('2023-01-01').getTime();
  const format = dateFormat(language.format, { weekday: style, timeZone: 'UTC' });
  return format.format(new Date(sunday + weekday * DAY_MS));
}

/** The time on the clock where it was, from an instant and the offset that held there. */
export function showClock(instant: string, utcOffsetS: number): string {
  const local = new Date(new Date(instant).getTime() + utcOffsetS * 1000);
  return dateFormat(language.format, { ...clockFace(), timeZone: 'UTC' }).format(local);
}

/** An instant in the athlete's own zone: day and time. */
export function showInstant(instant: string): string {
  return dateFormat(language.format, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...clockFace(),
    timeZone: session.preferences.timeZone
  }).format(new Date(instant));
}

/** A wall clock without a zone, as the fields of a form hold it: `2026-11-28` and `07:05:30`. */
export interface WallClock {
  day: Day;
  time: string;
}

/** What the clock showed where an offset held. */
export function wallClockAt(instant: string, utcOffsetS: number): WallClock {
  const local = new Date(new Date(instant).getTime() + utcOffsetS * 1000).toISOString();
  return { day: local.slice(0, 10), time: local.slice(11, 19) };
}

/** The offset from UTC that holds in a zone at an instant, in seconds. Throws `RangeError` for a zone that nobody knows. */
export function offsetAt(instant: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -offset : offset;
}

/**
 * The instant at which a clock in a zone shows this. Where the clock was put back it is the first of the two; where it was put
 * forward and shows it never, what it would have shown without.
 */
export function instantOf({ day, time }: WallClock, timeZone: string): string {
  const asUtc = new Date(`${day}T${time}Z`).getTime();
  const before = offsetAt(new Date(asUtc - DAY_MS), timeZone);
  const guess = new Date(asUtc - before * 1000);
  if (offsetAt(guess, timeZone) === before) return guess.toISOString();
  const after = offsetAt(new Date(asUtc + DAY_MS), timeZone);
  const second = new Date(asUtc - after * 1000);
  return (offsetAt(second, timeZone) === after ? second : guess).toISOString();
}

function clockFace(): Intl.DateTimeFormatOptions {
  const { clock } = session.preferences;
  const face: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
  return clock === null ? face : { ...face, hour12: clock === 'h12' };
}

function noon(day: Day): Date {
  return new Date(`${day}T12:00:00Z`);
}
