import { describe, expect, it } from 'vitest';
import { dayLabels, dayOfNumber, daySplits, numberOfDay } from './days.ts';

const splits = (from: string, to: string, width: number) =>
  daySplits(numberOfDay(from), numberOfDay(to), width).map(dayOfNumber);

describe('an axis of days', () => {
  it('knows days from numbers', () => {
    expect(numberOfDay('1970-01-02')).toBe(1);
    expect(dayOfNumber(numberOfDay('2024-02-29'))).toBe('2024-02-29');
  });

  it('marks Mondays of a season', () => {
    expect(splits('2026-10-20', '2026-11-28', 500)).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23'
    ]);
  });

  it('marks quarters of a year on a phone and months where there is room', () => {
    expect(splits('2025-11-29', '2026-11-28', 300)).toEqual([
      '2026-01-01',
      '2026-04-01',
      '2026-07-01',
      '2026-10-01'
    ]);
    expect(splits('2025-11-29', '2026-11-28', 900)).toHaveLength(12);
  });

  it('marks years of decades, and never more than fit', () => {
    expect(splits('2009-02-21', '2026-11-28', 300)).toEqual([
      '2010-01-01',
      '2015-01-01',
      '2020-01-01',
      '2025-01-01'
    ]);
  });

  it('names what it marks', () => {
    expect(dayLabels([numberOfDay('2025-01-01'), numberOfDay('2026-01-01')])).toEqual(['2025', '2026']);
    expect(dayLabels([numberOfDay('2025-03-01'), numberOfDay('2025-04-01')])[0]).toMatch(/Mar/);
    expect(dayLabels([numberOfDay('2025-03-03')])[0]).toMatch(/3/);
  });
});
