import { describe, expect, it } from 'vitest';
import { periodsOf, unitOf } from './periods.ts';

const DAYS = {
  day: ['2026-11-01', '2026-11-03', '2026-11-18'],
  easy_s: [3600, 1800, 600],
  moderate_s: [0, 60, 0],
  hard_s: [0, 0, 120]
};

describe('time in zones', () => {
  it('is added up by weeks, those without training between them too', () => {
    expect(periodsOf(DAYS, '2026-11-20')).toEqual([
      { beginsOn: '2026-10-26', parts: [3600, 0, 0], isPartial: false },
      { beginsOn: '2026-11-02', parts: [1800, 60, 0], isPartial: false },
      { beginsOn: '2026-11-09', parts: [0, 0, 0], isPartial: false },
      { beginsOn: '2026-11-16', parts: [600, 0, 120], isPartial: true }
    ]);
  });

  it('of years is added up by months', () => {
    expect(unitOf(['2025-01-01', '2026-11-01'])).toBe('month');
    const periods = periodsOf({ ...DAYS, day: ['2025-09-05', '2025-09-30', '2026-11-18'] }, '2026-12-01');
    expect(periods).toHaveLength(15);
    expect(periods[0]).toEqual({ beginsOn: '2025-09-01', parts: [5400, 60, 0], isPartial: false });
  });

  it('of nothing is nothing', () => {
    expect(periodsOf({ day: [], easy_s: [], moderate_s: [], hard_s: [] }, '2026-11-20')).toEqual([]);
  });
});
