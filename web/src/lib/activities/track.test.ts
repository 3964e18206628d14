import { describe, expect, it } from 'vitest';
import { fitted, pathOf, pointsOf } from './track.ts';

describe('a polyline', () => {
  it('is read as the format documents it', () => {
    expect(pointsOf('_p~iF~ps|U_ulLnnqC_mqNvxq`@')).toEqual([
      [-120.2, 38.5],
      [-120.95, 40.7],
      [-126.453, 43.252]
    ]);
  });

  it('that is cut off gives the points before the cut', () => {
    expect(pointsOf('_p~iF~ps|U_ulL')).toEqual([[-120.2, 38.5]]);
    expect(pointsOf('')).toEqual([]);
  });
});

describe('a track in a box', () => {
  it('keeps its shape, north up, and touches the margin', () => {
    const square = fitted(
      [
        [0, 0],
        [0, 1],
        [1, 1]
      ],
      100,
      50,
      5
    );
    expect(square[0]?.[1]).toBeCloseTo(45);
    expect(square[1]?.[1]).toBeCloseTo(5);
    expect(square[2]?.[0]).toBeCloseTo(70, 0);
  });

  it('of a single place lies in the middle', () => {
    const still: [number, number][] = [
      [14.5, 46],
      [14.5, 46]
    ];
    expect(pathOf(fitted(still, 20, 10))).toBe('M10.0 5.0L10.0 5.0');
  });
});
