import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayIn, daysAfter, daysBetween, monthsAfter, weekOf } from './days.svelte.ts';

describe('days', () => {
  it('are those of the zone, not of Greenwich', () => {
    const instant = new Date('2026-06-30T23:30:00Z');
    expect(dayIn(instant, 'Europe/Berlin')).toBe('2026-07-01');
    expect(dayIn(instant, 'America/Los_Angeles')).toBe('2026-06-30');
  });

  it('go on over the change of clocks and the end of the year', () => {
    expect(daysAfter('2026-03-28', 2)).toBe('2026-03-30');
    expect(daysAfter('2027-01-01', -1)).toBe('2026-12-31');
    expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29');
  });

  it('count back what they were moved by', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 20_000 }), (count) => {
        expect(daysBetween('2026-02-28', daysAfter('2026-02-28', count))).toBe(count);
      })
    );
  });

  it('belong to weeks that begin on Monday unless the athlete says otherwise', () => {
    expect(weekOf('2026-11-29')).toBe('2026-11-23');
    expect(weekOf('2026-11-23')).toBe('2026-11-23');
  });

  it('have months before and after them', () => {
    expect(monthsAfter('2026-11-28', 2)).toBe('2027-01-01');
    expect(monthsAfter('2026-01-31', -1)).toBe('2025-12-01');
  });
});
