import type { ChartTable } from '#lib/charts/table.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { showDay } from '#lib/units/days.svelte.ts';
import { durationsOf, pointsByDuration, type Overlay, type Point } from './overlays.ts';
import { showSpan } from '#lib/units/spans.ts';
import type { CurveScale } from './scale.svelte.ts';

/** Every point for eyes, in the athlete's units. */
export function tableOf(overlays: readonly Overlay[], scale: CurveScale): ChartTable {
  return build(overlays, showSpan, (point) => [
    scale.text(point.value),
    `${point.holder.name}, ${showDay(point.holder.day)}`
  ]);
}

/** Every point for machines: seconds, and W or m/s as the API gives them. */
export function csvOf(overlays: readonly Overlay[]): ChartTable {
  return build(overlays, String, (point) => [String(point.value), `${point.holder.id} ${point.holder.day}`]);
}

function build(
  overlays: readonly Overlay[],
  duration: (seconds: number) => string,
  cells: (point: Point) => string[]
): ChartTable {
  const byDuration = overlays.map(pointsByDuration);
  return {
    columns: [
      { name: t('curves.duration') },
      ...overlays.flatMap(({ preset }) => {
        const range = t(`ranges.preset_${preset}`);
        return [{ name: range, isNumber: true }, { name: t('curves.activity_of', { range }) }];
      })
    ],
    rows: durationsOf(overlays).map((seconds) => [
      duration(seconds),
      ...byDuration.flatMap((points) => {
        const point = points.get(seconds);
        return point === undefined ? ['', ''] : cells(point);
      })
    ])
  };
}
