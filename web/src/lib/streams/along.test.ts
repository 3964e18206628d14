import { describe, expect, it } from 'vitest';
import { firstFrom, nearest, placeAt, placesAlong, within } from './along.ts';
import type { Recording } from './recording.ts';

const places = Float64Array.of(0, 10, 10, 30);

function ride(distance_m: number[] | null): Recording {
  return {
    elapsedS: Float64Array.of(0, 1, 2, 3, 4),
    columns: distance_m === null ? {} : { distance_m: Float64Array.from(distance_m) },
    derived: new Set(),
    isAfterGap: new Uint8Array(5),
    gapS: 10,
    firstAtMs: 0,
    isWhole: true
  };
}

describe('places along an axis', () => {
  it('are the clock, also where there is no distance', () => {
    expect([...placesAlong(ride([0, 1, 2, 3, 4]), 'time')]).toEqual([0, 1, 2, 3, 4]);
    expect([...placesAlong(ride(null), 'distance')]).toEqual([0, 1, 2, 3, 4]);
  });

  it('never step back, and bridge what was not measured', () => {
    expect([...placesAlong(ride([NaN, 10, NaN, 30, 20]), 'distance')]).toEqual(
      [10, 10, 20, 30, 30].map((at, index) => (index === 0 ? 0 : at))
    );
    expect([...placesAlong(ride([0, 10, NaN, NaN, NaN]), 'distance')]).toEqual([0, 10, 10, 10, 10]);
  });

  it('are found', () => {
    expect([firstFrom(places, 10), firstFrom(places, 11), firstFrom(places, 99)]).toEqual([1, 3, 4]);
    expect([nearest(places, -5), nearest(places, 12), nearest(places, 29), nearest(places, 99)]).toEqual([
      0, 2, 3, 3
    ]);
    expect(placeAt(places, Float64Array.of(0, 1, 2, 3), 20)).toBe(2.5);
    expect(placeAt(places, Float64Array.of(0, 1, 2, 3), 99)).toBe(3);
  });

  it('keep a stretch within the whole', () => {
    expect(within({ from: -5, to: 5 }, { from: 0, to: 100 })).toEqual({ from: 0, to: 10 });
    expect(within({ from: 95, to: 105 }, { from: 0, to: 100 })).toEqual({ from: 90, to: 100 });
    expect(within({ from: -5, to: 500 }, { from: 0, to: 100 })).toEqual({ from: 0, to: 100 });
  });
});
