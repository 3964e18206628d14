import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeBy } from './popover.ts';

const VIEW = { width: 400, height: 800 };
const SHOWN = { width: 200, height: 100 };

const at = (left: number, top: number) => ({ left, top, width: 40, height: 44 });

describe('what a button shows', () => {
  it('lies under it, along its start, its middle or its end', () => {
    expect(placeBy(at(180, 100), SHOWN, VIEW, 'start')).toEqual({ left: 180, top: 148 });
    expect(placeBy(at(180, 100), SHOWN, VIEW, 'middle')).toEqual({ left: 100, top: 148 });
    expect(placeBy(at(320, 100), SHOWN, VIEW, 'end')).toEqual({ left: 160, top: 148 });
  });

  it('lies above it where only there is room', () => {
    expect(placeBy(at(100, 700), SHOWN, VIEW, 'start').top).toBe(596);
  });

  it('is in view wherever the button is, when it fits', () => {
    const side = (most: number) => fc.integer({ min: 0, max: most });
    fc.assert(
      fc.property(
        side(360),
        side(756),
        side(380),
        side(780),
        fc.constantFrom('start' as const, 'middle' as const, 'end' as const),
        (left, top, width, height, align) => {
          const placed = placeBy(at(left, top), { width, height }, VIEW, align);
          expect(placed.left).toBeGreaterThanOrEqual(8);
          expect(placed.top).toBeGreaterThanOrEqual(8);
          expect(placed.left + width).toBeLessThanOrEqual(Math.max(VIEW.width - 8, 8 + width));
          expect(placed.top + height).toBeLessThanOrEqual(Math.max(VIEW.height - 8, 8 + height));
        }
      )
    );
  });
});
