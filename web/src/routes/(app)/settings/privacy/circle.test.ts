import { describe, expect, it } from 'vitest';
import { pathOf } from '#lib/activities/track.ts';
import { cutAt, seenFrom } from './circle.ts';

describe('a track', () => {
  it('is drawn in metres, over the date line too', () => {
    const centre = { latitude: 60, longitude: 179.999 };
    const [east, south] = seenFrom(centre, { latitude: 60.001, longitude: -179.999 });
    expect(east).toBeCloseTo(0.002 * 111_195 * 0.5, 3);
    expect(south).toBeCloseTo(-111.195, 3);
  });

  it('is cut on the circle, not at its own next point', () => {
    const { hidden, seen } = cutAt(100, [
      [0, 0],
      [300, 0],
      [300, 300]
    ]);
    expect(hidden).toEqual([
      [
        [0, 0],
        [100, 0]
      ]
    ]);
    expect(seen).toEqual([
      [
        [100, 0],
        [300, 0],
        [300, 300]
      ]
    ]);
    expect(cutAt(100, [])).toEqual({ hidden: [], seen: [] });
  });

  it('comes back out where it left the circle', () => {
    const { seen } = cutAt(100, [
      [-200, 0],
      [0, 0],
      [200, 0]
    ]);
    expect(seen.map(pathOf)).toEqual(['M-200.0 0.0L-100.0 0.0', 'M100.0 0.0L200.0 0.0']);
  });
});
