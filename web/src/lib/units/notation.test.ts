import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asNumber, inSpeedOf, inUnit, inUnitsOf, written } from './notation.svelte.ts';

describe('what is typed', () => {
  it('is read in the unit of its field', () => {
    expect(inUnit('units.hours', 1, 1 / 3600).read('7.5')).toBeCloseTo(27_000, 9);
    expect(inUnitsOf('distance', 1).read('42,2')).toBeCloseTo(42_200, 6);
    expect(inSpeedOf('run').read('5:00')).toBeCloseTo(10 / 3, 12);
    expect(inSpeedOf('swim').read('2:00')).toBeCloseTo(100 / 120, 12);
    expect(inSpeedOf('run').read('fast')).toBeNull();
    expect(inSpeedOf('run').read('0:00')).toBeNull();
  });

  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 700 }), (watts) => {
        const notation = asNumber();
        expect(notation.read(notation.write(watts))).toBe(watts);
      })
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 900 }), (seconds) => {
        const notation = inSpeedOf('run');
        expect(notation.write(notation.read(notation.write(1000 / seconds)) ?? 0)).toBe(
          notation.write(1000 / seconds)
        );
      })
    );
  });

  it('is written with its unit, and a dash when unknown', () => {
    expect(written(null, asNumber())).toBe('–');
    expect(written(3.6, inUnitsOf('height', 0))).toBe('4 m');
  });
});
