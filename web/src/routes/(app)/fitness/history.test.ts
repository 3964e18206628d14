import { describe, expect, it } from 'vitest';
import { historyOf, daysOf, type History, type ShownHistory } from './history.ts';
import { csvOf, tableOf } from './table.ts';

const TWO_DAYS: History = {
  basis: 'all',
  day: ['2026-03-01', '2026-03-02'],
  load: [80.123456, 0],
  partial: [false, true],
  fitness: [51.04, 49.84],
  fatigue: [60.2, 52.19],
  form: [-12.34, -9.16],
  ramp: [null, 2.4],
  monotony: [null, 1.234],
  strain: [null, 310.9],
  building_baseline_until: '2026-02-10',
  is_updating: false
};

describe('a history', () => {
  it('has days, the first and the last', () => {
    const shown = historyOf(TWO_DAYS, '2026-03-02') as ShownHistory;
    expect(shown.days).toHaveLength(2);
    expect(shown.last).toMatchObject({ day: '2026-03-02', isPartial: true, ramp: 2.4 });
  });

  it('lacks activities, days or a range with days in it', () => {
    expect(historyOf({ ...TWO_DAYS, building_baseline_until: null }, '2026-03-02')).toBe('none');
    // The first activity was on 20 February: 13 days by 4 March, 14 by the 5th.
    const young = { ...TWO_DAYS, building_baseline_until: '2026-04-02' };
    expect(historyOf(young, '2026-03-04')).toBe('too_short');
    expect(historyOf(young, '2026-03-05')).toBeTypeOf('object');
    expect(historyOf({ ...TWO_DAYS, day: [] }, '2026-03-02')).toBe('outside');
  });

  it('is written for machines as the API gave it', () => {
    const { rows } = csvOf(daysOf(TWO_DAYS));
    expect(rows[0]).toEqual(['2026-03-01', '80.123456', 'false', '51.04', '60.2', '-12.34', '', '', '']);
  });

  it('is written for eyes with the newest day first, and dashes for what is unknown', () => {
    const { rows } = tableOf(daysOf(TWO_DAYS));
    expect(rows[0]?.slice(1)).toEqual(['0.0', 'at least', '49.8', '52.2', '−9.2', '+2.4', '1.23', '311']);
    expect(rows[1]?.slice(6)).toEqual(['–', '–', '–']);
  });
});
