import { CLOCK_STEPS_S } from '#lib/charts/axes.ts';
import { marksBetween } from '#lib/charts/scales.ts';
import { clock, shown, stored } from '#lib/units/convert.ts';
import { scaleFor, show } from '#lib/units/show.svelte.ts';
import type { Axis, Span } from './along.ts';

/** A mark of the shared axis. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

/** Marks for about so many labels: whole clock steps, or whole kilometres or miles. */
export function marksAlong(axis: Axis, span: Span, count: number): Mark[] {
  if (axis === 'time') return clockMarks(span, count);
  const scale = scaleFor('distance');
  const [low, high] = [shown(span.from, scale), shown(span.to, scale)];
  const marks = marksBetween(low, high, count);
  const digits = [0, 1, 2].find((some) => marks.every((mark) => isRound(mark * 10 ** some))) ?? 3;
  return marks.map((mark) => ({ at: stored(mark, scale), text: show.number(mark, digits) }));
}

function isRound(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

function clockMarks(span: Span, count: number): Mark[] {
  const step = CLOCK_STEPS_S.find((seconds) => (span.to - span.from) / seconds <= count) ?? 86_400;
  const marks: Mark[] = [];
  for (let at = Math.ceil(span.from / step) * step; at <= span.to; at += step) {
    marks.push({ at, text: clock(at) });
  }
  return marks;
}
