import { usualGap, type Column, type Recording } from './recording.ts';

/** A column with its short holes bridged: a strap that reports every few seconds is a line, a lost strap is a gap. */
export function bridged(column: Column, recording: Recording): Column {
  const filled = column.slice();
  const { elapsedS } = recording;
  // A channel may have a rhythm of its own, as the pace of a swim that is known by the length.
  const own = elapsedS.filter((_, index) => !Number.isNaN(column[index] ?? NaN));
  const gapS = Math.max(recording.gapS, usualGap(own));
  let known = -1;
  for (let index = 0; index < column.length; index++) {
    if (recording.isAfterGap[index] === 1) known = -1;
    if (Number.isNaN(column[index] ?? NaN)) continue;
    if (known >= 0 && index - known > 1) {
      const [start, end] = [elapsedS[known] ?? 0, elapsedS[index] ?? 0];
      if (end - start <= gapS) {
        const slope = ((column[index] ?? 0) - (column[known] ?? 0)) / (end - start || 1);
        for (let hole = known + 1; hole < index; hole++) {
          filled[hole] = (column[known] ?? 0) + slope * ((elapsedS[hole] ?? start) - start);
        }
      }
    }
    known = index;
  }
  return filled;
}

/** The mean of the samples within a window around each one. It never reaches over a gap, and a hole stays a hole. */
export function smoothed(column: Column, recording: Recording, windowS: number): Column {
  const { elapsedS, isAfterGap } = recording;
  const result = new Float64Array(column.length).fill(NaN);
  let begin = 0;
  while (begin < column.length) {
    let end = begin + 1;
    while (end < column.length && isAfterGap[end] !== 1) end++;
    smoothRun(column, elapsedS, result, begin, end, windowS / 2);
    begin = end;
  }
  return result;
}

function smoothRun(
  column: Column,
  elapsedS: Column,
  result: Column,
  begin: number,
  end: number,
  reachS: number
): void {
  let sum = 0;
  let count = 0;
  let low = begin;
  let high = begin;
  const take = (index: number, sign: 1 | -1): void => {
    const value = column[index] ?? NaN;
    if (Number.isNaN(value)) return;
    sum += sign * value;
    count += sign;
  };
  for (let index = begin; index < end; index++) {
    const at = elapsedS[index] ?? 0;
    while (high < end && (elapsedS[high] ?? 0) <= at + reachS) take(high++, 1);
    while ((elapsedS[low] ?? 0) < at - reachS) take(low++, -1);
    if (count > 0 && !Number.isNaN(column[index] ?? NaN)) result[index] = sum / count;
  }
}

/** How far automatic smoothing reaches for a stretch so long: what the eye could not tell apart, and no more. */
export function automaticWindowS(spanS: number): number {
  if (spanS < 600) return 0;
  if (spanS < 2400) return 5;
  if (spanS < 7200) return 15;
  return 30;
}
