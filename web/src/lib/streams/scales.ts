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
/** Whole paces crowd where it is slow; closer than this share of the axis their marks would run into each other. */
const LEAST_APART = 0.22;

/** The axis for all values of a channel. */
export function uprightAxis(channel: Channel, column: Column, family: string): UprightAxis {
  const values = column.filter((value) => !Number.isNaN(value)).sort();
  const [low, high] = [values[0] ?? 0, values[values.length - 1] ?? 1];
  if (channel === 'speed_mps' && isPaced(family)) {
    return paceAxis(values[values.length >>> 1] ?? 1, low, high, family);
  }
  if (channel === 'altitude_m') {
    const spare = Math.max(LEAST_HEIGHT_M - (high - low), 0) / 2;
    return roundAxis(low - spare, high + spare, scaleFor('height'));
  }
  if (channel === 'speed_mps') return roundAxis(0, Math.max(high, 1), scaleFor('speed'));
  if (channel === 'temperature_c') return roundAxis(low - 1, high + 1, scaleFor('temperature'));
  if (channel === 'heart_rate_bpm') return roundAxis(low - 2, high + 2, PLAIN);
  const isSteps = channel === 'cadence_rpm' && (family === 'run' || family === 'walk');
  return roundAxis(0, Math.max(high, 1), isSteps ? STEPS : PLAIN);
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

/** Drawn by speed and written as pace: faster is up, and standing still has a place. */
function paceAxis(usual: number, low: number, high: number, family: string): UprightAxis {
  const slowest = Math.max(Math.min(usual * SLOWEST_SHARE, high * 0.5), Math.min(low, usual * SLOWEST_SHARE));
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
