import { describe, expect, it } from 'vitest';
import type { Recording } from './recording.ts';
import { automaticWindowS, bridged, smoothed } from './smooth.ts';

function recording(elapsedS: number[], isAfterGap: number[] = elapsedS.map(() => 0)): Recording {
  return {
    elapsedS: Float64Array.from(elapsedS),
    columns: {},
    derived: new Set(),
    isAfterGap: Uint8Array.from(isAfterGap),
    gapS: 10,
    firstAtMs: 0,
    isWhole: true
  };
}

describe('smoothing', () => {
  it('is the mean around each sample, by time and not by count', () => {
    const column = Float64Array.of(0, 10, 20, 100);
    expect([...smoothed(column, recording([0, 1, 2, 9]), 2)]).toEqual([5, 10, 15, 100]);
  });

  it('does not reach over a gap, and leaves holes', () => {
    const column = Float64Array.of(10, NaN, 30, 100);
    expect([...smoothed(column, recording([0, 1, 2, 3], [0, 0, 0, 1]), 10)]).toEqual([20, NaN, 20, 100]);
  });

  it('is nothing for a short stretch and more for a long one', () => {
    expect([300, 1800, 3600, 36_000].map(automaticWindowS)).toEqual([0, 5, 15, 30]);
  });
});

describe('bridging', () => {
  it('joins values over a short hole in a straight line', () => {
    expect([...bridged(Float64Array.of(1, NaN, NaN, 7), recording([0, 2, 4, 6]))]).toEqual([1, 3, 5, 7]);
  });

  it('leaves a long hole, and one across a gap', () => {
    const long = Float64Array.of(1, 2, NaN, 7, 8);
    expect([...bridged(long, recording([0, 1, 50, 99, 100]))]).toEqual([1, 2, NaN, 7, 8]);
    const across = Float64Array.of(1, NaN, 7);
    expect([...bridged(across, recording([0, 1, 2], [0, 1, 0]))]).toEqual([1, NaN, 7]);
  });
});
