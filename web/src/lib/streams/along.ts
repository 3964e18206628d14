import type { Column, Recording } from './recording.ts';

/** What the panes share as their x: the clock, or the way. */
export type Axis = 'time' | 'distance';

/** A stretch of an axis, or of the clock where it says so. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The x of every sample: seconds, or metres that never step back, with holes bridged. */
export function placesAlong(recording: Recording, axis: Axis): Column {
  const distances = recording.columns.distance_m;
  if (axis === 'time' || distances === undefined) return recording.elapsedS;
  const places = new Float64Array(distances.length);
  let furthest = 0;
  let known = -1;
  for (let index = 0; index < distances.length; index++) {
    const distance = distances[index] ?? NaN;
    if (Number.isNaN(distance)) continue;
    furthest = Math.max(furthest, distance);
    places[index] = furthest;
    bridge(places, known, index);
    known = index;
  }
  places.fill(furthest, known + 1);
  return places;
}

/** A straight line between two known places. */
function bridge(places: Column, from: number, to: number): void {
  const start = from < 0 ? 0 : (places[from] ?? 0);
  const step = from < 0 ? 0 : ((places[to] ?? start) - start) / (to - from);
  for (let index = from + 1; index < to; index++) {
    places[index] = from < 0 ? start : start + step * (index - from);
  }
}

/** The first index whose place is not before `at`; the length when all are. */
export function firstFrom(places: Column, at: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sample nearest to a place. */
export function nearest(places: Column, at: number): number {
  const after = Math.min(firstFrom(places, at), places.length - 1);
  const before = Math.max(after - 1, 0);
  return at - (places[before] ?? 0) <= (places[after] ?? 0) - at ? before : after;
}

/** The whole of an axis. */
export function extent(places: Column): Span {
  return { from: places[0] ?? 0, to: places[places.length - 1] ?? 0 };
}

/** A stretch of the clock on another axis. */
export function spanAlong(span: Span, elapsedS: Column, places: Column): Span {
  return { from: placeAt(elapsedS, places, span.from), to: placeAt(elapsedS, places, span.to) };
}

/** The place at a moment of one axis on another, between samples in proportion. */
export function placeAt(known: Column, wanted: Column, at: number): number {
  const after = firstFrom(known, at);
  if (after <= 0) return wanted[0] ?? 0;
  if (after >= known.length) return wanted[wanted.length - 1] ?? 0;
  const [left, right] = [known[after - 1] ?? 0, known[after] ?? 0];
  const share = right > left ? (at - left) / (right - left) : 0;
  const [start, end] = [wanted[after - 1] ?? 0, wanted[after] ?? 0];
  return start + (end - start) * share;
}

/** A stretch as near to the wanted one as lies within the whole, of the same length where it fits. */
export function within(span: Span, whole: Span): Span {
  const length = Math.min(span.to - span.from, whole.to - whole.from);
  const from = Math.min(Math.max(span.from, whole.from), whole.to - length);
  return { from, to: from + length };
}
