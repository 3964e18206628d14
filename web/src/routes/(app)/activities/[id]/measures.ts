import { t } from '#lib/i18n/index.svelte.ts';
import { clock } from '#lib/units/convert.ts';
import { isPaced, paceS, show } from '#lib/units/show.svelte.ts';

/** The name of what a curve, a best or a histogram is of. */
export function measureName(measure: string, family: string): string {
  switch (measure) {
    case 'power':
      return t('activity.power');
    case 'heart_rate':
      return t('activity.heart_rate');
    case 'speed':
      return isPaced(family) ? t('activity.pace') : t('activity.speed');
    case 'graded_speed':
      return t('activity.graded');
    default:
      return t('activity.distance');
  }
}

/** A value of a measure as it is written; of a distance it is the time. */
export function showMeasure(measure: string, value: number | null, family: string): string {
  switch (measure) {
    case 'power':
      return show.power(value);
    case 'heart_rate':
      return show.heartRate(value);
    case 'distance':
      return show.duration(value);
    default:
      return show.speed(value, family);
  }
}

/** A value of a measure without its unit, for the lower end of a range. */
export function bareMeasure(measure: string, value: number, family: string): string {
  if (measure === 'power' || measure === 'heart_rate') return show.number(value);
  const pace = isPaced(family) ? paceS(value, family) : null;
  return pace === null ? showMeasure(measure, value, family) : clock(pace);
}
