import { daysAfter, today, type Day } from '#lib/units/days.svelte.ts';

/** Ranges of days that screens offer; `custom` is from and to the days in the address. */
export type Preset = '6w' | '90d' | '6m' | 'season' | '1y' | 'all' | 'custom';

/** Days from and to which are both in it. */
export interface Span {
  from: Day;
  to: Day;
}

export interface Range extends Span {
  preset: Preset;
}

const LENGTH_DAYS = { '6w': 42, '90d': 90, '6m': 182, '1y': 365, all: 365 * 49 } as const;

/** A preset's days, up to today. */
export function spanOf(preset: Exclude<Preset, 'custom'>): Span {
  const to = today();
  if (preset === 'season') return { from: `${to.slice(0, 4)}-01-01`, to };
  return { from: daysAfter(to, 1 - LENGTH_DAYS[preset]), to };
}

/** The range an address names by `range`, `from` and `to`; the usual one where it names none, or none that can be. */
export function rangeOf(url: URL, offered: readonly Preset[], usual: Exclude<Preset, 'custom'>): Range {
  const named = url.searchParams.get('range');
  const preset = offered.find((one) => one === named) ?? usual;
  if (preset !== 'custom') return { preset, ...spanOf(preset) };
  return customOf(url) ?? { preset: usual, ...spanOf(usual) };
}

/** The days of `from` and `to` in an address; null unless both are days, one after the other. */
export function customOf(url: URL): (Range & { preset: 'custom' }) | null {
  const [from, to] = [url.searchParams.get('from'), url.searchParams.get('to')];
  if (from === null || to === null || !isDay(from) || !isDay(to) || from > to) return null;
  return { preset: 'custom', from, to };
}

/** Whether a text is a date that exists, within what the API answers for. */
export function isDay(text: string): text is Day {
  if (!/^(19|20)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T12:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
