import { t } from '#lib/i18n/index.svelte.ts';
import { showDay } from '#lib/units/days.svelte.ts';
import type { Comparison } from './comparison.ts';

/** What both sides are called. */
export interface Names {
  a: string;
  b: string;
}

export function namesOf({ preset, a, b }: Comparison): Names {
  switch (preset) {
    case 'year':
      return { a: a.from.slice(0, 4), b: b.from.slice(0, 4) };
    case 'month':
    case 'months':
      return { a: showDay(a.from, 'month'), b: showDay(b.from, 'month') };
    case '28d':
      return { a: t('compare.last_28'), b: t('compare.before_28') };
    case 'custom':
      return { a: t('compare.side_a'), b: t('compare.side_b') };
  }
}

/** The days of a side. */
export function daysOf(span: Comparison['a']): string {
  return t('calendar.span', { from: showDay(span.from), to: showDay(span.to) });
}
