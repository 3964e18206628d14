import { describe, expect, it } from 'vitest';
import { movedBy } from './keys.ts';
import { HOUR_STEPS_S, marksBetween, marksTo } from './scales.ts';
import { zoneToken } from './zones.ts';

describe('marks of an axis', () => {
  it('are round and few', () => {
    expect(marksTo(87, 4)).toEqual([0, 25, 50, 75]);
    expect(marksTo(0.9, 4)).toEqual([0, 0.25, 0.5, 0.75]);
    expect(marksBetween(243, 301, 3)).toEqual([260, 280, 300]);
  });

  it('of time are on hours', () => {
    expect(marksTo(9.5 * 3600, 4, HOUR_STEPS_S)).toEqual([0, 10_800, 21_600, 32_400]);
  });

  it('of nothing is one', () => expect(marksTo(0, 4)).toEqual([0]));
});

describe('keys of a chart', () => {
  it('move within its ends', () => {
    expect(movedBy('ArrowLeft', null, 9)).toBe(8);
    expect(movedBy('ArrowRight', 9, 9)).toBe(9);
    expect(movedBy('PageUp', 4, 9)).toBe(0);
    expect(movedBy('Home', 4, 9)).toBe(0);
    expect(movedBy('x', 4, 9)).toBeUndefined();
  });
});

describe('colours of zones', () => {
  it('are the ramp in order, spread where there are three', () => {
    expect([0, 1, 2].map((zone) => zoneToken(zone, 3))).toEqual(['--zone-2', '--zone-4', '--zone-6']);
    expect(zoneToken(0, 5)).toBe('--zone-1');
    expect(zoneToken(6, 7)).toBe('--zone-7');
    expect(zoneToken(9, 10)).toBe('--zone-7');
  });
});
