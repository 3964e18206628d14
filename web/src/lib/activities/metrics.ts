import { t } from '#lib/i18n/index.svelte.ts';
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

/** A metric of some totals, as stored: load, seconds, metres; null where it is not known. */
export function valueOf(totals: Totals, metric: Metric): number | null {
  return { load: totals.load, time: totals.durationS, distance: totals.distanceM, ascent: totals.ascentM }[
    metric
  ];
}

/** The same for what is drawn or ranked: the unknown has no length. */
export function lengthOf(totals: Totals, metric: Metric): number {
  return valueOf(totals, metric) ?? 0;
}

/** A value of a metric with its unit. */
export function showMetric(value: number | null, metric: Metric): string {
  if (metric === 'time') return show.time(value);
  if (metric === 'distance') return show.distance(value);
  if (metric === 'ascent') return show.height(value);
  return show.number(value);
}

/** Steps that are round to the athlete: in hours, kilometres or miles, metres or feet. */
const ROUND_STEPS = [1, 2, 2.5, 5].flatMap((digit) =>
  [0.1, 1, 10, 100, 1000, 10_000, 100_000].map((power) => digit * power)
);

/** What the marks of an axis are apart by, as stored. */
export function stepsOf(metric: Metric): readonly number[] {
  return ROUND_STEPS.toSorted((a, b) => a - b).map((step) => step * unitOf(metric));
}

/** A mark of that axis with its unit. */
export function axisMark(value: number, metric: Metric): string {
  const figure = Number((value / unitOf(metric)).toPrecision(6));
  const text = show.number(figure, Number.isInteger(figure) ? 0 : 1);
  if (metric === 'load') return text;
  if (metric === 'time') return t('units.hours', { value: text });
  return t(`units.${scaleFor(metric === 'distance' ? 'distance' : 'height').key}`, { value: text });
}

/** One hour, kilometre or mile, metre or foot of the athlete, as stored. */
function unitOf(metric: Metric): number {
  if (metric === 'load') return 1;
  if (metric === 'time') return 3600;
  return 1 / scaleFor(metric === 'distance' ? 'distance' : 'height').perSi;
}
