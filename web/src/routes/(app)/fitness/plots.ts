import uPlot from 'uplot';
import { axis } from '#lib/charts/axes.ts';
import { colourOf, faded } from '#lib/charts/colours.ts';
import { dayLabels, daySplits, numberOfDay } from '#lib/charts/days.ts';
import { FORM_BANDS, type Band } from '#lib/fitness/form.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { today } from '#lib/units/days.svelte.ts';
import { extremesOf, type ShownHistory } from './history.ts';

type Options = Omit<uPlot.Options, 'width' | 'height'>;

const LEFT_PX = 40;
const FONT = '"Instrument Sans Variable", system-ui, sans-serif';

/** Fitness and fatigue, which share a scale. */
export function averagesOptions(history: ShownHistory): Options {
  return {
    ...grid(history, false),
    series: [
      {},
      line('--series-fitness', { width: 2.5 }),
      line('--series-fatigue', { width: 1.75, dash: [6, 4] })
    ],
    scales: {
      ...xScale(history),
      y: { range: (_, least, most) => [Math.min(least, 0), Math.max(most * 1.08, 10)] }
    }
  };
}

/** Form over its bands. */
export function formOptions(history: ShownHistory): Options {
  const { least, most } = extremesOf(history.days.map((one) => one.form));
  const shared = grid(history, false);
  return {
    ...shared,
    series: [{}, line('--series-form', { width: 2.25 })],
    scales: { ...xScale(history), y: { range: [Math.min(least - 4, -35), Math.max(most + 4, 15)] } },
    hooks: {
      drawClear: [drawBands, ...(shared.hooks?.drawClear ?? [])],
      draw: [nameBands, ...(shared.hooks?.draw ?? [])]
    }
  };
}

/** The load of each day; days of which something is missing carry a ring. */
export function loadOptions(history: ShownHistory): Options {
  const shared = grid(history, true);
  const colour = colourOf('--series-load');
  return {
    ...shared,
    series: [{}, { fill: colour, width: 0, points: { show: false }, ...bars() }],
    scales: { ...xScale(history), y: { range: (_, _least, most) => [0, Math.max(most * 1.15, 20)] } },
    hooks: { ...shared.hooks, draw: [...(shared.hooks?.draw ?? []), (plot) => drawPartial(plot, history)] }
  };
}

function line(token: Parameters<typeof colourOf>[0], own: uPlot.Series): uPlot.Series {
  return { stroke: colourOf(token), points: { show: false }, ...own };
}

function bars(): uPlot.Series {
  const paths = uPlot.paths.bars?.({ size: [0.78, 40, 1] });
  return paths === undefined ? {} : { paths };
}

function xScale(history: ShownHistory): uPlot.Scales {
  const first = numberOfDay(history.first.day);
  const last = numberOfDay(history.last.day);
  return { x: { time: false, range: [first - 0.5, Math.max(last, first + 1) + 0.5] } };
}

function grid(
  history: ShownHistory,
  hasDays: boolean
): Pick<Options, 'axes' | 'cursor' | 'hooks' | 'padding'> {
  const days = axis({
    size: hasDays ? 26 : 0,
    splits: (plot, _, least, most) => daySplits(least, most, plot.bbox.width / uPlot.pxRatio),
    values: (_, marks) => (hasDays ? dayLabels(marks) : marks.map(() => ''))
  });
  return {
    padding: [6, 10, hasDays ? 0 : 4, 0],
    axes: [days, axis({ size: LEFT_PX, space: 34 })],
    cursor: { y: false, points: { size: 8 } },
    hooks: {
      drawClear: [(plot) => drawWarmingUp(plot, history)],
      draw: [(plot) => drawToday(plot)]
    }
  };
}

/** Each band with its upper and lower edge in the plot. */
function* bandEdges(plot: uPlot): Generator<Band & { upper: number; lower: number }> {
  const { top, height } = plot.bbox;
  let upper = top;
  for (const band of FORM_BANDS) {
    const edge = band.from === -Infinity ? top + height : plot.valToPos(band.from, 'y', true);
    const lower = Math.min(Math.max(edge, top), top + height);
    yield { ...band, upper, lower };
    upper = lower;
  }
}

function drawBands(plot: uPlot): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { token, upper, lower } of bandEdges(plot)) {
    ctx.fillStyle = colourOf(token);
    ctx.fillRect(bbox.left, upper, bbox.width, lower - upper);
  }
  ctx.restore();
}

function nameBands(plot: uPlot): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { band, token, upper, lower } of bandEdges(plot)) {
    if (lower - upper < 15 * uPlot.pxRatio) continue;
    ctx.strokeStyle = colourOf(token);
    write(ctx, t(`fitness.band_${band}`), bbox.left + 6 * uPlot.pxRatio, upper + 9 * uPlot.pxRatio);
  }
  ctx.restore();
}

function drawWarmingUp(plot: uPlot, history: ShownHistory): void {
  const { ctx, bbox } = plot;
  const right = Math.min(
    plot.valToPos(numberOfDay(history.buildingUntil) + 0.5, 'x', true),
    bbox.left + bbox.width
  );
  if (right <= bbox.left) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, right - bbox.left, bbox.height);
  ctx.clip();
  ctx.strokeStyle = faded(colourOf('--ink-faint'), 0.35);
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  for (let x = bbox.left - bbox.height; x < right; x += 8 * uPlot.pxRatio) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

function drawToday(plot: uPlot): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(numberOfDay(today()), 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = colourOf('--accent');
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([2 * uPlot.pxRatio, 2 * uPlot.pxRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function drawPartial(plot: uPlot, history: ShownHistory): void {
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = colourOf('--warn');
  // Years of rings would be a smear: there they are dots.
  const radius = plot.bbox.width / history.days.length < 4 * uPlot.pxRatio ? 1 : 3;
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  for (const one of history.days) {
    if (!one.isPartial) continue;
    const x = plot.valToPos(numberOfDay(one.day), 'x', true);
    const y = plot.valToPos(one.load, 'y', true) - 6 * uPlot.pxRatio;
    ctx.beginPath();
    ctx.arc(x, y, radius * uPlot.pxRatio, 0, Math.PI * 2);
    ctx.stroke();
  }
  ctx.restore();
}

function write(ctx: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  ctx.font = `${11 * uPlot.pxRatio}px ${FONT}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = colourOf('--ink-soft');
  // A rim of the band's colour keeps a line that runs under it from eating the word.
  ctx.lineWidth = 4 * uPlot.pxRatio;
  ctx.lineJoin = 'round';
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}
