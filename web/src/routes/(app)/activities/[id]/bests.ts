import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';

export type Best = components['schemas']['BestOut'];

/** In the order they are shown. A best mean speed says the same as a best distance, and is left to the curve. */
export const MEASURES = ['power', 'distance', 'heart_rate'] as const;

/** Beyond these a list of bests is a curve. */
const SHOWN_DURATIONS_S = new Set([5, 30, 60, 300, 600, 1200, 1800, 3600, 7200]);

export function bestsShown(bests: readonly Best[], measure: string): Best[] {
  return bests.filter(
    (best) => best.measure === measure && (measure === 'distance' || SHOWN_DURATIONS_S.has(best.target))
  );
}

/** What was done best: a distance, or a time. */
export function targetText(best: Best): string {
  if (best.measure === 'distance') return show.distance(best.target);
  if (best.target < 60) return t('units.seconds', { seconds: best.target });
  return best.target % 3600 === 0
    ? t('activity.hours', { hours: best.target / 3600 })
    : show.time(best.target);
}

/** Where it stands among the athlete's own; a dash where it does not count. */
export function rankText(rank: number | null): string {
  return rank === null ? t('units.unknown') : t('activity.rank', { rank });
}
