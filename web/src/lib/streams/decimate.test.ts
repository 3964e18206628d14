import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from './decimate.ts';

const places = (count: number) => Float64Array.from({ length: count }, (_, at) => at);
const noGaps = (count: number) => new Uint8Array(count);

describe('thinning for the screen', () => {
  it('keeps the lowest and the highest value of every channel, whatever the other does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 50, maxLength: 400 }),
        fc.integer({ min: 3, max: 20 }),
        (values, pixels) => {
          const column = Float64Array.from(values);
          const other = column.map((value) => -value);
          const span = { from: 0, to: values.length - 1 };
          const drawn = decimate(places(values.length), [column, other], noGaps(values.length), span, pixels);
          expect(Math.max(...(drawn.rows[0] as number[]))).toBe(Math.max(...values));
          expect(Math.min(...(drawn.rows[0] as number[]))).toBe(Math.min(...values));
          expect(Math.max(...(drawn.rows[1] as number[]))).toBe(Math.max(...other));
        }
      )
    );
  });

  it('gives no more than two points a pixel, in order', () => {
    const drawn = decimate(places(10_000), [places(10_000)], noGaps(10_000), { from: 0, to: 9999 }, 100);
    expect(drawn.x.length).toBeLessThanOrEqual(204);
    expect(drawn.x).toEqual([...drawn.x].sort((a, b) => a - b));
  });

  it('gives every sample once there are pixels for them', () => {
    const drawn = decimate(places(1000), [places(1000)], noGaps(1000), { from: 100, to: 150 }, 100);
    expect(drawn.x[0]).toBe(99);
    expect(drawn.x.at(-1)).toBe(151);
    expect(drawn.rows[0]).toEqual(drawn.x);
  });

  it('breaks every line at a gap, thinned or not', () => {
    const isAfterGap = noGaps(1000);
    isAfterGap[500] = 1;
    for (const pixels of [50, 2000]) {
      const drawn = decimate(places(1000), [places(1000)], isAfterGap, { from: 0, to: 999 }, pixels);
      const hole = drawn.rows[0]?.indexOf(null) ?? -1;
      expect(drawn.rows[0]?.[hole - 1]).toBe(499);
      expect(drawn.rows[0]?.[hole + 1]).toBe(500);
    }
  });

  it('leaves a hole where a channel has no value', () => {
    const column = places(10).fill(NaN, 3, 6);
    const drawn = decimate(places(10), [column], noGaps(10), { from: 0, to: 9 }, 100);
    expect(drawn.rows[0]).toEqual([0, 1, 2, null, null, null, 6, 7, 8, 9]);
  });
});
