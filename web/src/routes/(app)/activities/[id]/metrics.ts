import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';
import type { Metric } from './activity.ts';

/** A metric's value by its unit. */
export function showMetric(metric: Metric, family: string): string {
  const { value, unit } = metric;
  switch (unit) {
    case 's':
      return show.duration(value);
    case 'kJ':
      return show.energy(value);
    case 'W':
      return show.power(value);
    case 'bpm':
      return show.heartRate(value);
    case 'm/s':
      return show.speed(value, family);
    case '%':
      return show.percent(value, 1);
    default:
      // Watts or metres a second for a beat: of the same thing one is about 1 and the other about 0.02.
      return show.number(value, value !== null && Math.abs(value) < 0.1 ? 4 : 2);
  }
}

/** What a grade of evidence says. */
export function gradeText(evidence: string): string {
  const key = `activity.evidence_${evidence.toLowerCase()}`;
  return isMessageKey(key) ? t(key) : evidence;
}

/** A grade in short: its letter, or that it was measured. */
export function gradeName(evidence: string): string {
  return evidence === 'measured' ? t('activity.measured') : evidence;
}
