import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';

export type Pair = components['schemas']['PairOut'];

/** Below this a difference is one of rounding. */
const SAME_SHARE = 0.001;
const SAME_START_S = 1;

/** Why two activities are taken for one, in sentences. */
export function evidenceOf({ activity, other, evidence }: Pair): string[] {
  const apartS = Math.abs(Date.parse(activity.started_at) - Date.parse(other.started_at)) / 1000;
  return [
    startOf(apartS, numberIn(evidence.shift_s) ?? 0),
    overlapOf(numberIn(evidence.overlap)),
    ratioOf(numberIn(evidence.duration_ratio), 'duration'),
    numberIn(evidence.distance_ratio) === null
      ? t('pairs.no_distance')
      : ratioOf(numberIn(evidence.distance_ratio), 'distance')
  ].filter((sentence) => sentence !== null);
}

function startOf(apartS: number, shiftS: number): string {
  if (apartS < SAME_START_S) return t('pairs.same_start');
  const apart = show.duration(apartS);
  return shiftS === 0 ? t('pairs.near_start', { apart }) : t('pairs.shifted_start', { apart });
}

function overlapOf(overlap: number | null): string | null {
  return overlap === null || overlap === 0
    ? null
    : t('pairs.overlap', { percent: show.percent(overlap * 100) });
}

function ratioOf(ratio: number | null, of: 'duration' | 'distance'): string | null {
  if (ratio === null || ratio <= 0) return null;
  // Of 1.02 and 0.98 the same is said: which is the longer one stands in the figures.
  const share = Math.max(ratio, 1 / ratio) - 1;
  if (share < SAME_SHARE) return t(`pairs.same_${of}`);
  return t(`pairs.near_${of}`, { percent: show.percent(share * 100, 1) });
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
