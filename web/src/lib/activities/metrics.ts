import { t } from '#lib/i18n/index.svelte.ts';
import { HOUR_STEPS_S } from '#lib/charts/scales.ts';
import { shown } from '#lib/units/convert.ts';
import { scaleFor, show } from '#lib/units/show.svelte.ts';
import type { Totals } from './totals.ts';

/** By what days and weeks are measured. */
export const METRICS = ['load', 'time', 'distance', 'ascent'] as const;
export type Metric = (typeof METRICS)[number];

export function isMetric(text: string | null): text is Metric {
  return METRICS.includes(text as Metric);
}

export function metricName(metric: Metric): string {
  return t(`totals.metric_${metric}`);
}

/** The choices of a metric, for a row of buttons or links. */
export function metricOptions(
  hrefOf: (metric: Metric) => string
): { value: Metric; text: string; href: string }[] {
  return METRICS.map((metric) => ({ value: metric, text: metricName(metric), href: hrefOf(metric) }));
}

/** A metric of some totals, as stored: load, seconds, metres. */
export function valueOf(totals: Totals, metric: Metric): number {
  return { load: totals.load, time: totals.durationS, distance: totals.distanceM, ascent: totals.ascentM }[
    metric
  ];
}

/** A value of a metric with its unit. */
export function showMetric(value: number | null, metric: Metric): string {
  if (metric === 'time') return show.time(value);
  if (metric === 'distance') return show.distance(value);
  if (metric === 'ascent') return show.height(value);
  return show.number(value);
}

/** What the marks of an axis are apart by, where round numbers of the stored unit are not round to the athlete. */
export function stepsOf(metric: Metric): readonly number[] | undefined {
  if (metric === 'time') return HOUR_STEPS_S;
  if (metric === 'load') return undefined;
  const { perSi } = scaleFor(metric === 'distance' ? 'distance' : 'height');
  return [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000].map(
    (step) => step / perSi
  );
}

/** A mark of that axis with its unit. */
export function axisMark(value: number, metric: Metric): string {
  if (metric === 'time')
    return value % 3600 === 0 ? t('units.hours', { value: show.number(value / 3600) }) : show.time(value);
  if (metric === 'load') return show.number(value);
  const scale = scaleFor(metric === 'distance' ? 'distance' : 'height');
  const figure = shown(value, scale);
  return t(`units.${scale.key}`, {
    value: show.number(figure, Number.isInteger(Math.round(figure * 10) / 10) ? 0 : 1)
  });
}
