import type { Span } from '#lib/streams/along.ts';
import { metresBetween } from '#lib/streams/positions.ts';
import type { Column, Recording } from '#lib/streams/recording.ts';

/** Longitude before latitude, as maps want it. */
export type Position = [longitude: number, latitude: number];

/** A way over the ground: its parts between gaps, as sample numbers with a position. */
export interface Track {
  readonly parts: readonly (readonly number[])[];
  readonly bounds: Bounds;
}

export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** More points than this a screen cannot tell apart. */
const MOST_POINTS = 6000;
/** A hole in the positions longer than this is not bridged by a straight line. */
const BREAK_M = 300;
/** A device that lay on a table drew no way. */
const LEAST_WAY_M = 3;

/** The track of a recording; null where it holds fewer than two positions. */
export function trackOf(recording: Recording): Track | null {
  const { latitude_deg: latitudes, longitude_deg: longitudes } = recording.columns;
  if (latitudes === undefined || longitudes === undefined) return null;
  const step = Math.max(1, Math.floor(latitudes.length / MOST_POINTS));
  const parts: number[][] = [];
  let last = -1;
  for (let index = 0; index < latitudes.length; index += step) {
    if (Number.isNaN(latitudes[index] ?? NaN) || Number.isNaN(longitudes[index] ?? NaN)) continue;
    if (last < 0 || isBreak(recording, latitudes, longitudes, last, index)) parts.push([]);
    parts[parts.length - 1]?.push(index);
    last = index;
  }
  const bounds = boundsOf(parts.flat().map((index) => positionAt(recording, index)));
  const isLine = parts.some((part) => part.length > 1);
  if (bounds === null || !isLine || diagonalM(bounds) < LEAST_WAY_M) return null;
  return { parts, bounds };
}

function isBreak(
  recording: Recording,
  latitudes: Column,
  longitudes: Column,
  from: number,
  to: number
): boolean {
  const seconds = (recording.elapsedS[to] ?? 0) - (recording.elapsedS[from] ?? 0);
  if (seconds <= recording.gapS) return false;
  const way = metresBetween(
    latitudes[from] ?? 0,
    longitudes[from] ?? 0,
    latitudes[to] ?? 0,
    longitudes[to] ?? 0
  );
  return way > BREAK_M;
}

/** Where a sample was; NaN where it has no position. */
export function positionAt(recording: Recording, index: number): Position {
  const { latitude_deg: latitudes, longitude_deg: longitudes } = recording.columns;
  return [longitudes?.[index] ?? NaN, latitudes?.[index] ?? NaN];
}

/** The position nearest before a sample that has one, for a marker that follows a crosshair. */
export function lastPosition(recording: Recording, index: number): Position | null {
  for (let at = index; at >= 0; at--) {
    const position = positionAt(recording, at);
    if (!position.some(Number.isNaN)) return position;
  }
  return null;
}

/** The positions of a stretch, in seconds since the first sample. */
export function stretchOf(recording: Recording, track: Track, span: Span): Position[] {
  return track.parts
    .flat()
    .filter((index) => {
      const at = recording.elapsedS[index] ?? NaN;
      return at >= span.from && at <= span.to;
    })
    .map((index) => positionAt(recording, index));
}

/** How far from the track a pointer still means it, as a share of the track's extent. */
const REACH = 0.05;

/** The sample of the track nearest to a place; null where the place is far from it. */
export function sampleNear(recording: Recording, track: Track, place: Position): number | null {
  let nearest: number | null = null;
  let least = diagonalM(track.bounds) * REACH;
  for (const index of track.parts.flat()) {
    const [longitude, latitude] = positionAt(recording, index);
    const metres = metresBetween(place[1], place[0], latitude, longitude);
    if (metres > least) continue;
    least = metres;
    nearest = index;
  }
  return nearest;
}

export function boundsOf(positions: readonly Position[]): Bounds | null {
  if (positions.length === 0) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude, latitude] of positions) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  return { west, south, east, north };
}

function diagonalM({ west, south, east, north }: Bounds): number {
  return metresBetween(south, west, north, east);
}

/** A mark along the way. */
export interface WayMark {
  readonly count: number;
  readonly position: Position;
}

const MARK_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Marks at whole units of distance, so many at most: every kilometre of a short run, every twenty of a long ride. */
export function wayMarks(recording: Recording, metresPerUnit: number, most: number): WayMark[] {
  const distances = recording.columns.distance_m;
  if (distances === undefined) return [];
  const length = distances.reduce((longest, at) => (at > longest ? at : longest), 0) / metresPerUnit;
  const step = MARK_STEPS.find((size) => length / size <= most) ?? 1000;
  const marks: WayMark[] = [];
  let next = step;
  distances.forEach((distance, index) => {
    if (!(distance >= next * metresPerUnit)) return;
    const position = lastPosition(recording, index);
    if (position !== null) marks.push({ count: next, position });
    next = (Math.floor(distance / metresPerUnit / step) + 1) * step;
  });
  return marks;
}
