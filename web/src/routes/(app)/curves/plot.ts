import uPlot from 'uplot';
import { axis, PACE_STEPS_S } from '#lib/charts/axes.ts';
import { colourOf } from '#lib/charts/colours.ts';
import { LOOKS, outlineOf } from './looks.ts';
import { durationsOf, modelAt, pointsByDuration, type Overlay } from './overlays.ts';
import { showSpan } from '#lib/units/spans.ts';
import type { CurveScale } from './scale.svelte.ts';

/** Durations that athletes speak of: marked on the axis, and on the curves. */
export const NAMED_S = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800];

const LABEL_PX = 44;

/** Durations, the curve of each range, then the model of the one in focus. */
export function plotData(
  overlays: readonly Overlay[],
  focus: Overlay | undefined,
  scale: CurveScale
): uPlot.AlignedData {
  const durations = durationsOf(overlays);
  const curves = overlays.map((overlay) => {
    const points = pointsByDuration(overlay);
    return durations.map((duration) => {
      const point = points.get(duration);
      return point === undefined ? null : scale.plotted(point.value);
    });
  });
  const model = focus?.model ?? null;
  const modelled = durations.map((duration) => {
    const value = model === null ? null : modelAt(model, duration);
    return value === null ? null : scale.plotted(value);
  });
  return [durations, ...curves, modelled];
}

export function plotOptions(
  overlays: readonly Overlay[],
  focus: Overlay | undefined,
  scale: CurveScale
): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    padding: [8, 12, 0, 0],
    scales: {
      x: { time: false, distr: 3, log: 10, range: (_, least, most) => [least, Math.max(most, least + 1)] },
      y: scale.isInverted
        ? { dir: -1, range: (_, least, most) => [least * 0.96, most * 1.03] }
        : { range: (_, _least, most) => [0, most * 1.06] }
    },
    series: [
      {},
      ...overlays.map(({ preset }) => ({
        stroke: colourOf(LOOKS[preset].token),
        width: preset === focus?.preset ? 2.5 : 1.75,
        points: { show: false },
        spanGaps: true
      })),
      { stroke: colourOf('--ink'), width: 1.75, dash: [7, 5], points: { show: false } }
    ],
    axes: [
      axis({
        size: 26,
        splits: (plot, _, least, most) => namedBetween(least, most, plot.bbox.width / uPlot.pxRatio),
        filter: (_, marks) => marks,
        values: (_, marks) => marks.map(showSpan)
      }),
      axis({
        size: 48,
        space: 36,
        ...(scale.isInverted ? { incrs: PACE_STEPS_S } : {}),
        values: (_, marks) => marks.map(scale.mark)
      })
    ],
    cursor: { y: false, points: { size: 9 } },
    hooks: { draw: [(plot) => drawMarks(plot, overlays, scale)] }
  };
}

/** The named durations in a span that have room for their labels, the rounder ones first. */
export function namedBetween(least: number, most: number, widthPx: number): number[] {
  const within = NAMED_S.filter((one) => one >= least && one <= most);
  const perLabel = (LABEL_PX / Math.max(widthPx, 1)) * Math.log(most / least);
  return within.reduce<number[]>((kept, one) => {
    const last = kept[kept.length - 1];
    return last === undefined || Math.log(one / last) >= perLabel ? [...kept, one] : kept;
  }, []);
}

function drawMarks(plot: uPlot, overlays: readonly Overlay[], scale: CurveScale): void {
  const { ctx } = plot;
  ctx.save();
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  for (const overlay of overlays) {
    const { token, shape } = LOOKS[overlay.preset];
    const points = pointsByDuration(overlay);
    ctx.strokeStyle = colourOf(token);
    for (const duration of NAMED_S) {
      const point = points.get(duration);
      const value = point === undefined ? null : scale.plotted(point.value);
      if (point === undefined || value === null) continue;
      const [x, y] = [plot.valToPos(duration, 'x', true), plot.valToPos(value, 'y', true)];
      const path = new Path2D(outlineOf(shape, x, y, 3.5 * uPlot.pxRatio));
      ctx.fillStyle = colourOf(point.isStale ? '--sheet' : token);
      ctx.fill(path);
      ctx.stroke(path);
    }
  }
  ctx.restore();
}
