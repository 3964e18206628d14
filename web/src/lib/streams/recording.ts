import type { components } from '#lib/api/schema.d.ts';
import { metresBetween } from './positions.ts';

export type StreamsAnswer = components['schemas']['StreamsOut'];

/** The channels that the screens know, by the names of the API. Others stay in the original file. */
export const CHANNELS = [
  'latitude_deg',
  'longitude_deg',
  'distance_m',
  'altitude_m',
  'speed_mps',
  'heart_rate_bpm',
  'power_w',
  'cadence_rpm',
  'temperature_c',
  'grade_pct'
] as const;
export type Channel = (typeof CHANNELS)[number];

/** A column of a recording; a sample without a value is NaN. */
export type Column = Float64Array;

/** A recording as columns over one time base, in SI, ready to be measured and drawn. */
export interface Recording {
  /** Seconds since the first sample; gaps in it are gaps in the recording. */
  readonly elapsedS: Column;
  readonly columns: Readonly<Partial<Record<Channel, Column>>>;
  /** What the recording lacked and was worked out from its positions. */
  readonly derived: ReadonlySet<Channel>;
  /** Whether a line must not be drawn from the sample before to this one. */
  readonly isAfterGap: Uint8Array;
  /** From how many seconds on a hole is a gap, and not the usual rhythm of the device. */
  readonly gapS: number;
  readonly firstAtMs: number;
  /** Whether every sample is here, or only a selection of them that keeps the extremes. */
  readonly isWhole: boolean;
}

const LEAST_GAP_S = 10;
/** Devices that record by need leave a few seconds out; so many usual intervals are more than that. */
const GAP_INTERVALS = 8;
const MOST_INTERVALS = 1000;
/** Positions jitter: a speed from them is over so many seconds to both sides. */
const SPEED_REACH_S = 6;

/** The columns of an answer of the API. */
export function recordingOf(answer: StreamsAnswer): Recording {
  const elapsedS = Float64Array.from(answer.elapsed_ms, (ms) => ms / 1000);
  const columns: Partial<Record<Channel, Column>> = {};
  for (const channel of CHANNELS) {
    const values = answer.channels[channel]?.values;
    if (values?.some((value) => value !== null)) {
      columns[channel] = Float64Array.from(values, (value) => value ?? NaN);
    }
  }
  const isWhole = elapsedS.length >= answer.sample_count;
  const gapS = isWhole ? usualGap(elapsedS) : thinnedGap(elapsedS, Object.keys(columns).length);
  const derived = derive(elapsedS, columns);
  return {
    elapsedS,
    columns,
    derived,
    gapS,
    isAfterGap: Uint8Array.from(elapsedS, (at, index) =>
      index > 0 && at - (elapsedS[index - 1] ?? at) > gapS ? 1 : 0
    ),
    firstAtMs: answer.first_at_ms ?? 0,
    isWhole
  };
}

/** From how long on a hole between values is a gap: not while the device only keeps its rhythm. */
export function usualGap(moments: Column): number {
  // Some of the intervals tell the rhythm as well as all of them, and sorting all of them takes long.
  const step = Math.max(1, Math.floor(moments.length / MOST_INTERVALS));
  const intervals: number[] = [];
  for (let at = 1; at < moments.length; at += step) {
    intervals.push((moments[at] ?? 0) - (moments[at - 1] ?? 0));
  }
  const usual = intervals.sort((one, other) => one - other)[intervals.length >>> 1] ?? 1;
  return Math.max(LEAST_GAP_S, usual * GAP_INTERVALS);
}

/** A thinned recording has two samples a channel of each stretch, anywhere in it; less than two stretches is no gap. */
function thinnedGap(elapsedS: Column, channelCount: number): number {
  const lengthS = elapsedS[elapsedS.length - 1] ?? 0;
  const stretchS = (lengthS * 2 * channelCount) / Math.max(elapsedS.length, 1);
  return Math.max(LEAST_GAP_S, stretchS * 2);
}

/** Add distance and speed where only positions were recorded. */
function derive(elapsedS: Column, columns: Partial<Record<Channel, Column>>): Set<Channel> {
  const derived = new Set<Channel>();
  const { latitude_deg: latitudes, longitude_deg: longitudes } = columns;
  if (columns.distance_m === undefined && latitudes !== undefined && longitudes !== undefined) {
    columns.distance_m = distanceAlong(latitudes, longitudes);
    derived.add('distance_m');
  }
  if (columns.speed_mps === undefined && columns.distance_m !== undefined) {
    columns.speed_mps = speedAlong(elapsedS, columns.distance_m);
    derived.add('speed_mps');
  }
  return derived;
}

function distanceAlong(latitudes: Column, longitudes: Column): Column {
  let total = 0;
  let last = -1;
  return latitudes.map((latitude, index) => {
    const longitude = longitudes[index] ?? NaN;
    if (Number.isNaN(latitude) || Number.isNaN(longitude)) return NaN;
    if (last >= 0) {
      total += metresBetween(latitudes[last] ?? 0, longitudes[last] ?? 0, latitude, longitude);
    }
    last = index;
    return total;
  });
}

function speedAlong(elapsedS: Column, distances: Column): Column {
  let from = 0;
  let to = 0;
  return elapsedS.map((at, index) => {
    if (Number.isNaN(distances[index] ?? NaN)) return NaN;
    while ((elapsedS[from] ?? at) < at - SPEED_REACH_S || Number.isNaN(distances[from] ?? NaN)) from++;
    to = Math.max(to, index);
    while (
      to + 1 < elapsedS.length &&
      (elapsedS[to + 1] ?? 0) <= at + SPEED_REACH_S &&
      !Number.isNaN(distances[to + 1] ?? NaN)
    ) {
      to++;
    }
    const seconds = (elapsedS[to] ?? at) - (elapsedS[from] ?? at);
    return seconds > 0 ? ((distances[to] ?? 0) - (distances[from] ?? 0)) / seconds : NaN;
  });
}
