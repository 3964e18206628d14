import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';

export type Best = components['schemas']['BestOut'];

/** In the order they are shown. */
export const MEASURES = ['power', 'distance', 'speed', 'heart_rate'] as const;

/** Beyond these a list of bests is a curve. */
const SHOWN_DURATIONS_S = new Set([5, 30, 60, 300, 600, 1200, 1800, 3600, 7200]);

const HALF_MARATHON_M = 21_097.5;
const MARATHON_M = 42_195;
const MILE_M = 1609.344;

/** The bests of a measure. A best mean speed says the same as a best distance, and only stands in for it. */
export function bestsShown(bests: readonly Best[], measure: (typeof MEASURES)[number]): Best[] {
  const hasDistances = bests.some((best) => best.measure === 'distance');
  if (measure === 'speed' && hasDistances) return [];
  return bests.filter(
    (best) => best.measure === measure && (measure === 'distance' || SHOWN_DURATIONS_S.has(best.target))
  );
}

/** What was done best: a time, or a distance of races, which is called the same in any units. */
export function targetText(best: Best): string {
  const { target } = best;
  if (best.measure === 'distance') return distanceName(target);
  if (target < 60) return t('units.seconds', { seconds: target });
  return target % 3600 === 0 ? t('activity.hours', { hours: target / 3600 }) : show.time(target);
}

function distanceName(metres: number): string {
  if (Math.abs(metres - HALF_MARATHON_M) < 1) return t('activity.half_marathon');
  if (Math.abs(metres - MARATHON_M) < 1) return t('activity.marathon');
  if (Math.abs(metres - MILE_M) < 1) return t('units.mi', { value: 1 });
  if (metres < 1000) return t('units.m', { value: show.number(metres) });
  return t('units.km', { value: show.number(metres / 1000) });
}

/** Where it stands among the athlete's own; a dash where it does not count. */
export function rankText(rank: number | null): string {
  return rank === null ? t('units.unknown') : t('activity.rank', { rank });
}
