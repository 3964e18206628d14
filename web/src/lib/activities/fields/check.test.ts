import { describe, expect, it } from 'vitest';
import { durationFlaw, movingFlaw, numberFlaw, zoneFlaw } from './check.ts';

describe('what is typed into the fields of an activity', () => {
  it('is a duration of a second or more, if it is needed', () => {
    expect(durationFlaw('')).toBeUndefined();
    expect(durationFlaw('', true)).toBeDefined();
    expect(durationFlaw('1:05:00')).toBeUndefined();
    expect(durationFlaw('an hour')).toBeDefined();
    expect(durationFlaw('0:00')).toBeDefined();
  });

  it('is a number within bounds', () => {
    expect(numberFlaw('', 0, 10)).toBeUndefined();
    expect(numberFlaw('9,5', 0, 10)).toBeUndefined();
    expect(numberFlaw('x', 0, 10)).toBeDefined();
    expect(numberFlaw('-1', 0, 10)).toContain('0');
    expect(numberFlaw('11', 0, 10)).toContain('10');
  });

  it('moves no longer than it takes', () => {
    expect(movingFlaw('50:00', '1:00:00')).toBeUndefined();
    expect(movingFlaw('1:00:01', '1:00:00')).toBeDefined();
    expect(movingFlaw('50:00', '')).toBeUndefined();
  });

  it('names a zone that exists', () => {
    expect(zoneFlaw('Europe/Ljubljana')).toBeUndefined();
    expect(zoneFlaw('Mars/Olympus')).toBeDefined();
  });
});
