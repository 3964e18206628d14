import { describe, expect, it } from 'vitest';
import {
  bestOfYear,
  isFresh,
  keyOf,
  standing,
  targetName,
  valueText,
  yearsOf,
  type SportRecord
} from './records.ts';

const entry = (value: number, day: string) => ({
  value,
  day,
  activity_id: 'a',
  name: 'Run',
  start_s: 10.5,
  end_s: 300
});
const FIVE_KM: SportRecord = {
  measure: 'distance',
  target: 5000,
  target_unit: 'm',
  unit: 's',
  history: [entry(1500, '2024-05-01'), entry(1381.6, '2026-11-01')],
  years: [entry(1500, '2024-05-01'), entry(1381.6, '2026-11-01')]
};

describe('a record', () => {
  it('is the last of its history, and news for six weeks', () => {
    expect(standing(FIVE_KM)?.value).toBe(1381.6);
    expect(isFresh(entry(1, '2026-11-01'), '2026-12-12')).toBe(true);
    expect(isFresh(entry(1, '2026-11-01'), '2026-12-13')).toBe(false);
  });

  it('is written as what it measures', () => {
    expect(keyOf(FIVE_KM)).toBe('distance-5000');
    expect(targetName(FIVE_KM)).toBe('5 km');
    expect(valueText(FIVE_KM, 1381.6, 'run')).toBe('23:02');
    const power: SportRecord = { ...FIVE_KM, measure: 'power', target: 1200, target_unit: 's', unit: 'W' };
    expect(targetName(power)).toBe('20 min');
    expect(valueText(power, 271.4, 'ride')).toBe('271 W');
    expect(valueText({ ...power, measure: 'speed' }, 4, 'run')).toBe('4:10 /km');
  });

  it('has years, some without a best', () => {
    expect(yearsOf([FIVE_KM])).toEqual(['2026', '2024']);
    expect(bestOfYear(FIVE_KM, '2024')?.value).toBe(1500);
    expect(bestOfYear(FIVE_KM, '2025')).toBeUndefined();
  });
});
