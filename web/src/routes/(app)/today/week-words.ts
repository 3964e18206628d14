import { differenceOf } from '#lib/activities/difference.ts';
import { showMetric, valueOf, type Metric } from '#lib/activities/metrics.ts';
import { sumOf } from '#lib/activities/totals.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';
import type { Week } from './week.ts';

/** How this week stands against the usual one, in full. */
export function weekSentence(week: Week, metric: Metric): string {
  const { soFar, value, usual, byNow } = figuresOf(week, metric);
  if (soFar === null) return t('today.week_unknown');
  if (usual === null) return t('today.week_alone', { value });
  if (usual.whole.count === 0) {
    const { weeks } = usual;
    return sumOf(week.soFar).count === 0
      ? t('today.week_silent', { weeks })
      : t('today.week_again', { value, weeks });
  }
  if (byNow === null) return t('today.week_usual_unknown', { value });
  const whole = showMetric(valueOf(usual.whole, metric), metric);
  const { direction, percent } = byNow;
  const by = showMetric(valueOf(usual.byNow, metric), metric);
  if (sumOf(week.soFar).count === 0) return t('today.week_not_yet', { usual: by, whole });
  if (percent === null) return t('today.week_first', { value, whole });
  if (direction === 'same') return t('today.week_even', { value, whole });
  const values = { value, whole, percent: show.percent(percent), usual: by };
  return direction === 'more' ? t('today.week_ahead', values) : t('today.week_behind', values);
}

/** The same in a line. */
export function weekInBrief(week: Week, metric: Metric): string {
  const { value, byNow } = figuresOf(week, metric);
  if (sumOf(week.soFar).count === 0) return t('today.brief_nothing');
  if (byNow === null || byNow.percent === null) return t('today.brief_week', { value });
  if (byNow.direction === 'same') return t('today.brief_even', { value });
  const values = { value, percent: show.percent(byNow.percent) };
  return byNow.direction === 'more' ? t('today.brief_ahead', values) : t('today.brief_behind', values);
}

function figuresOf(week: Week, metric: Metric) {
  const soFar = valueOf(sumOf(week.soFar), metric);
  const usual = week.usual;
  const usually = usual === null ? 0 : valueOf(usual.byNow, metric);
  return {
    soFar,
    value: showMetric(soFar, metric),
    usual,
    byNow: soFar === null || usually === null ? null : differenceOf(soFar, usually)
  };
}
