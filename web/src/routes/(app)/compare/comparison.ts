import { isDay, type Span } from '#lib/ranges/ranges.ts';
import { daysAfter, daysBetween, monthOf, monthsAfter, type Day } from '#lib/units/days.svelte.ts';

export const PRESETS = ['year', 'month', 'months', '28d', 'custom'] as const;
export type Preset = (typeof PRESETS)[number];

/** Two spans of days: `a` is looked at, `b` is what it is compared with. */
export interface Comparison {
  preset: Preset;
  a: Span;
  b: Span;
}

/** What an address compares; this year with the last where it says nothing that can be. */
export function comparisonOf(url: URL, today: Day): Comparison {
  const named = url.searchParams.get('of');
  const preset = PRESETS.find((one) => one === named) ?? 'year';
  if (preset !== 'custom') return { preset, ...spansOf(preset, today) };
  const [a, b] = [spanIn(url, 'a'), spanIn(url, 'b')];
  if (a === null || b === null) return { preset, ...spansOf('28d', today) };
  return { preset, a, b };
}

/** The spans of a preset up to a day. Those that end today meet as many days of the year or month before. */
export function spansOf(preset: Exclude<Preset, 'custom'>, today: Day): Pick<Comparison, 'a' | 'b'> {
  switch (preset) {
    case 'year': {
      const year = Number(today.slice(0, 4));
      return {
        a: { from: `${year}-01-01`, to: today },
        b: { from: `${year - 1}-01-01`, to: sameDay(`${year - 1}-${today.slice(5, 7)}-01`, today) }
      };
    }
    case 'month': {
      const before = monthsAfter(today, -1);
      return { a: { from: monthOf(today), to: today }, b: { from: before, to: sameDay(before, today) } };
    }
    case 'months': {
      const [a, b] = [monthsAfter(today, -1), monthsAfter(today, -2)];
      return { a: { from: a, to: lastOf(a) }, b: { from: b, to: lastOf(b) } };
    }
    case '28d': {
      const from = daysAfter(today, -27);
      return { a: { from, to: today }, b: { from: daysAfter(from, -28), to: daysAfter(from, -1) } };
    }
  }
}

/** Two spans as parameters of an address. */
export function inAddress({ a, b }: Pick<Comparison, 'a' | 'b'>): Record<'a' | 'b', string> {
  return { a: `${a.from}..${a.to}`, b: `${b.from}..${b.to}` };
}

export function lengthOf({ from, to }: Span): number {
  return daysBetween(from, to) + 1;
}

/** What keeps two spans from being compared day by day. */
export interface Caveats {
  /** How many days each has, where they differ. */
  lengths: { a: number; b: number } | null;
  /** A span goes on beyond today. */
  isAhead: boolean;
  /** The first day with anything recorded, where a span begins before it. */
  firstOn: Day | null;
}

export function caveatsOf({ a, b }: Pick<Comparison, 'a' | 'b'>, today: Day, firstOn: Day | null): Caveats {
  const lengths = { a: lengthOf(a), b: lengthOf(b) };
  const beginsBefore = firstOn !== null && (a.from < firstOn || b.from < firstOn);
  return {
    lengths: lengths.a === lengths.b ? null : lengths,
    isAhead: a.to > today || b.to > today,
    firstOn: beginsBefore ? firstOn : null
  };
}

function spanIn(url: URL, name: 'a' | 'b'): Span | null {
  const [from = '', to = ''] = (url.searchParams.get(name) ?? '').split('..');
  return isDay(from) && isDay(to) && from <= to ? { from, to } : null;
}

/** The day of the month of `today` in another month, or the last one there is. */
function sameDay(month: Day, today: Day): Day {
  const wanted = daysAfter(monthOf(month), Number(today.slice(8)) - 1);
  const last = lastOf(month);
  return wanted < last ? wanted : last;
}

function lastOf(month: Day): Day {
  return daysAfter(monthsAfter(month, 1), -1);
}
