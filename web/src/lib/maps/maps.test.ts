import { describe, expect, it } from 'vitest';
import type { Recording } from '#lib/streams/recording.ts';
import { classAt, classesOf, piecesOf } from './colouring.ts';
import { pathOf, projection } from './outline.ts';
import { lastPosition, sampleNear, stretchOf, trackOf, wayMarks } from './track.ts';

function recording(latitudes: number[], seconds = latitudes.map((_, at) => at)): Recording {
  return {
    elapsedS: Float64Array.from(seconds),
    columns: {
      latitude_deg: Float64Array.from(latitudes),
      longitude_deg: Float64Array.from(latitudes, (at) => (Number.isNaN(at) ? NaN : 14)),
      distance_m: Float64Array.from(latitudes, (_, at) => at * 1000)
    },
    derived: new Set(),
    isAfterGap: new Uint8Array(latitudes.length),
    gapS: 10,
    firstAtMs: 0,
    isWhole: true
  };
}

describe('a track', () => {
  it('is none without two positions', () => {
    expect(trackOf(recording([46, NaN, NaN]))).toBeNull();
    expect(trackOf(recording([46, 46, 46]))).toBeNull();
    expect(trackOf({ ...recording([46]), columns: {} })).toBeNull();
  });

  it('goes on after holes, but not in a straight line over a journey without recording', () => {
    expect(trackOf(recording([46, NaN, 46.001]))?.parts).toEqual([[0, 2]]);
    expect(trackOf(recording([46, 46.001, 47, 47.001], [0, 1, 900, 901]))?.parts).toEqual([
      [0, 1],
      [2, 3]
    ]);
    // Somebody who stood still is where they were.
    expect(trackOf(recording([46, 46.001, 46.001, 46.002], [0, 1, 900, 901]))?.parts).toHaveLength(1);
  });

  it('has marks at whole distances, not too many', () => {
    const long = recording(Array.from({ length: 43 }, (_, at) => 46 + at / 100));
    expect(wayMarks(long, 1000, 10).map((mark) => mark.count)).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
  });

  it('finds its sample under a pointer, and none far away', () => {
    const ride = recording([46, 46.01, 46.02, 46.03]);
    const track = trackOf(ride);
    if (track === null) throw new Error('no track');
    expect(sampleNear(ride, track, [14.0002, 46.0101])).toBe(1);
    expect(sampleNear(ride, track, [15, 46.01])).toBeNull();
    expect(stretchOf(ride, track, { from: 1, to: 2 })).toEqual([
      [14, 46.01],
      [14, 46.02]
    ]);
  });

  it('stands where it was last seen', () => {
    expect(lastPosition(recording([46, NaN, NaN]), 2)).toEqual([14, 46]);
    expect(lastPosition(recording([NaN, 46]), 0)).toBeNull();
  });
});

describe('colours of a track', () => {
  const column = Float64Array.from({ length: 100 }, (_, at) => at);

  it('are classes of as many samples each, fewer where values are the same', () => {
    expect(classesOf(column)).toEqual({ bounds: [0, 20, 40, 60, 80], highest: 99 });
    expect(classesOf(Float64Array.of(5, 5, 5))?.bounds).toEqual([5]);
    expect(classesOf(Float64Array.of(NaN))).toBeNull();
  });

  it('are cut where the class changes, without a hole between', () => {
    const ride = recording([46, 46.01, 46.02, 46.03]);
    const track = trackOf(ride);
    const classes = classesOf(column);
    if (track === null || classes === null) throw new Error('no track');
    const pieces = piecesOf(ride, track, Float64Array.of(1, 1, 90, 90), classes);
    expect(pieces.map((piece) => piece.level)).toEqual([0, 4]);
    expect(pieces[0]?.line.at(-1)).toEqual(pieces[1]?.line[0]);
    expect(classAt(classes, NaN)).toBe(-1);
  });
});

describe('the outline', () => {
  it('fits the way into the picture, north up', () => {
    const project = projection({ west: 14, east: 15, south: 45, north: 46 }, 600, 400, 20);
    const [west, north] = project([14, 46]);
    const [east, south] = project([15, 45]);
    expect(north).toBe(20);
    expect(south).toBe(380);
    expect(west).toBeGreaterThan(20);
    expect(east).toBeLessThan(580);
    expect(
      pathOf(
        [
          [14, 46],
          [15, 45]
        ],
        project
      )
    ).toMatch(/^M[\d.]+ 20L[\d.]+ 380$/);
  });
});
