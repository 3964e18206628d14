import { PACE_STEPS_S } from '#lib/charts/axes.ts';
import { marksBetween } from '#lib/charts/scales.ts';
import { clock, shown, stored, type Scale } from '#lib/units/convert.ts';
import { isPaced, paceS, scaleFor, show } from '#lib/units/show.svelte.ts';
import type { Channel, Column } from './recording.ts';

/** The upright axis of a pane: its range and marks in SI, and how a mark is written. */
export interface UprightAxis {
  readonly range: readonly [number, number];
  readonly marks: readonly number[];
  readonly write: (si: number) => string;
}

const MARKS = 3;
const LEAST_HEIGHT_M = 30;
/** Walks and stops within a run would flatten the rest of it; below this share of the usual speed a line leaves the picture. */
const SLOWEST_SHARE = 0.55;
const SLOW_SHARE = 0.02;
const MOST_VALUES = 2000;
/** Whole paces crowd where it is slow; closer than this share of the axis their marks would run into each other. */
const LEAST_APART = 0.22;

/** The axis for the values of a channel; `isWhole`: also for those that a runner has while walking or standing. */
export function uprightAxis(channel: Channel, column: Column, family: string, isWhole = false): UprightAxis {
  const { low, high, values } = spread(column);
  if (channel === 'speed_mps' && isPaced(family)) {
    return paceAxis(isWhole ? Math.max(low * 0.98, 0.1) : slowestShown(values), high, family);
  }
  if (channel === 'altitude_m') {
    const spare = Math.max(LEAST_HEIGHT_M - (high - low), 0) / 2;
    return roundAxis(low - spare, high + spare, scaleFor('height'));
  }
  if (channel === 'speed_mps') return roundAxis(0, Math.max(high, 1), scaleFor('speed'));
  if (channel === 'temperature_c') return roundAxis(low - 1, high + 1, scaleFor('temperature'));
  if (channel === 'heart_rate_bpm') return roundAxis(low - 2, high + 2, PLAIN);
  const isSteps = channel === 'cadence_rpm' && (family === 'run' || family === 'walk');
  if (isSteps) return roundAxis(slowestShown(values), high, STEPS);
  return roundAxis(0, Math.max(high, 1), PLAIN);
}

/** The extremes, and a sorted part of the values that stands for all of them: enough to tell what is usual. */
function spread(column: Column): { low: number; high: number; values: number[] } {
  const step = Math.max(1, Math.floor(column.length / MOST_VALUES));
  const values: number[] = [];
  let [low, high] = [Infinity, -Infinity];
  column.forEach((value, at) => {
    if (Number.isNaN(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (at % step === 0) values.push(value);
  });
  if (low > high) return { low: 0, high: 1, values };
  return { low, high, values: values.sort((one, other) => one - other) };
}

const PLAIN: Pick<Scale, 'perSi' | 'offset'> = { perSi: 1 };
/** A device counts the turns of one leg. */
const STEPS: Pick<Scale, 'perSi' | 'offset'> = { perSi: 2 };

function roundAxis(low: number, high: number, scale: Pick<Scale, 'perSi' | 'offset'>): UprightAxis {
  const full: Scale = { key: 'm', ...scale };
  const marks = marksBetween(shown(low, full), shown(high, full), MARKS);
  return {
    range: [low, high + (high - low) * 0.04],
    marks: marks.map((mark) => stored(mark, full)),
    write: (si) => show.number(shown(si, full))
  };
}

/** Where the axis of a runner's speed or steps begins: below nearly all of it, but not at a stop. */
function slowestShown(sorted: readonly number[]): number {
  const usual = sorted[sorted.length >>> 1] ?? 1;
  const slow = sorted[Math.floor(sorted.length * SLOW_SHARE)] ?? 0;
  return Math.max(slow * 0.96, usual * SLOWEST_SHARE, 0.1);
}

/** Drawn by speed and written as pace: faster is up, and standing still has a place. */
function paceAxis(slowest: number, high: number, family: string): UprightAxis {
  const [from, to] = [paceS(high, family) ?? 0, paceS(slowest, family) ?? 1800];
  const step = PACE_STEPS_S.find((seconds) => (to - from) / seconds <= MARKS + 1) ?? 1800;
  const marks: number[] = [];
  for (let pace = Math.ceil(from / step) * step; pace <= to; pace += step) {
    // A pace is a distance over seconds, so the same division leads back to the speed.
    const mark = (high * from) / pace;
    const isClear = marks.every((other) => Math.abs(other - mark) > (high - slowest) * LEAST_APART);
    if (pace > 0 && isClear) marks.push(mark);
  }
  return {
    range: [slowest, high * 1.03],
    marks,
    write: (si) => {
      const pace = paceS(si, family);
      return pace === null ? '' : clock(pace);
    }
  };
}
