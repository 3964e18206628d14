import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayIn,
  daysAfter,
  daysBetween,
  instantOf,
  monthsAfter,
  offsetAt,
  wallClockAt,
  weekOf
} from './days.svelte.ts';

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

describe('wall clocks', () => {
  it('come back as the instant they were shown for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 946_684_800, max: 1_893_456_000 }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
        (seconds, zone) => {
          const instant = new Date(seconds * 1000);
          const clock = wallClockAt(instant.toISOString(), offsetAt(instant, zone));
          const again = new Date(instantOf(clock, zone));
          expect(wallClockAt(again.toISOString(), offsetAt(again, zone))).toEqual(clock);
        }
      )
    );
  });

  it('that a change of clocks shows twice are the first of the two, and those it never shows have an instant too', () => {
    expect(instantOf({ day: '2026-10-25', time: '02:30:00' }, 'Europe/Berlin')).toBe(
      '2026-10-25T00:30:00.000Z'
    );
    expect(instantOf({ day: '2026-03-29', time: '02:30:00' }, 'Europe/Berlin')).toBe(
      '2026-03-29T01:30:00.000Z'
    );
    expect(instantOf({ day: '2026-07-01', time: '07:00:00' }, 'America/New_York')).toBe(
      '2026-07-01T11:00:00.000Z'
    );
  });

  it('of a zone that nobody knows are refused', () => {
    expect(() => instantOf({ day: '2026-07-01', time: '07:00:00' }, 'Mars/Olympus')).toThrow(RangeError);
  });
});
