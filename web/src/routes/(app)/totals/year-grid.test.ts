import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayInYear, gridOf, levelOf, levelsOf } from './year-grid.ts';

describe('the grid of a year', () => {
  const grid = gridOf('2026-01-01', 12);

  it('has every day in the column of its week', () => {
    expect(grid.cells).toHaveLength(365);
    expect(grid.cells[0]).toEqual({ day: '2026-01-01', column: 0, row: 3 });
    expect(grid.cells[4]).toEqual({ day: '2026-01-05', column: 1, row: 0 });
    expect(grid.columnCount).toBe(53);
    expect(gridOf('2028-01-01', 12).cells).toHaveLength(366);
  });

  it('names months at their first whole column', () => {
    expect(grid.months.slice(0, 3)).toEqual([
      { begins: '2026-01-01', column: 1 },
      { begins: '2026-02-01', column: 5 },
      { begins: '2026-03-01', column: 9 }
    ]);
  });

  it('is read by key within the year', () => {
    const go = (key: string, from: string) => dayInYear(key, from, '2026-01-01', '2026-12-31');
    expect(go('ArrowRight', '2026-06-01')).toBe('2026-06-08');
    expect(go('ArrowUp', '2026-01-01')).toBe('2026-01-01');
    expect(go('ArrowRight', '2026-12-30')).toBe('2026-12-31');
    expect(go('Home', '2026-06-01')).toBe('2026-01-01');
    expect(go('x', '2026-06-01')).toBeNull();
  });
});

describe('the levels of a heat map', () => {
  const HOURS = [0.5, 1, 2, 5].map((hours) => hours * 3600);

  it('are round and are not led by one long day', () => {
    const days = [...Array<number>(39).fill(3600), 40 * 3600];
    expect(levelsOf(days, HOURS)).toEqual([0, 1800, 3600]);
    expect(levelsOf([0, 0], HOURS)).toEqual([]);
  });

  it('put more on the same level or a higher one, and nothing on none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50_000 })), (values) => {
        const levels = levelsOf(values, HOURS);
        expect(levels.length).toBeLessThanOrEqual(5);
        const sorted = values.toSorted((a, b) => a - b).map((value) => levelOf(value, levels));
        expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
        expect(levelOf(0, levels)).toBe(0);
      })
    );
  });
});
