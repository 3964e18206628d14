import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clock, scaleOf, secondsOf, shown, stored, type Quantity, type UnitSystem } from './convert.ts';

const QUANTITIES: Quantity[] = ['distance', 'height', 'weight', 'speed', 'temperature'];

describe('units', () => {
  it('know the mile, the foot, the pound and the degree', () => {
    expect(shown(1609.344, scaleOf('distance', 'imperial'))).toBeCloseTo(1, 12);
    expect(shown(0.3048, scaleOf('height', 'imperial'))).toBeCloseTo(1, 12);
    expect(shown(0.45359237, scaleOf('weight', 'imperial'))).toBeCloseTo(1, 12);
    expect(shown(-40, scaleOf('temperature', 'imperial'))).toBeCloseTo(-40, 12);
    expect(shown(10, scaleOf('speed', 'metric'))).toBeCloseTo(36, 12);
  });

  it('change nothing that is shown, left alone and saved', () => {
    const system = fc.constantFrom<UnitSystem>('metric', 'imperial');
    fc.assert(
      fc.property(
        fc.constantFrom(...QUANTITIES),
        system,
        fc.double({ min: -500, max: 1e6, noNaN: true }),
        (q, s, value) => {
          const scale = scaleOf(q, s);
          expect(stored(shown(value, scale), scale)).toBeCloseTo(value, 5);
        }
      )
    );
  });
});

describe('clock figures', () => {
  it.each([
    [0, '0:00'],
    [59.4, '0:59'],
    [59.7, '1:00'],
    [3599.6, '1:00:00'],
    [3727, '1:02:07'],
    [-61, '−1:01'],
    [-0.2, '0:00']
  ])('write %d as %s', (seconds, text) => expect(clock(seconds)).toBe(text));

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400_000 }), (seconds) => {
        expect(secondsOf(clock(seconds))).toBe(seconds);
      })
    );
  });

  it.each(['', '4:', ':30', '4:60', '1:2:3:4', '-3:00', 'four'])('refuse %j', (text) => {
    expect(secondsOf(text)).toBeNull();
  });
});
