import { describe, expect, it } from 'vitest';
import { scaleOf } from './convert.ts';
import { numberOf, storedOf, typedOf } from './typed.ts';

describe('typed numbers', () => {
  it.each([
    ['12.5', 12.5],
    ['12,5', 12.5],
    [' 1 200 ', 1200],
    ['.5', 0.5],
    ['7.', 7],
    ['−3', -3]
  ])('reads %j', (text, value) => expect(numberOf(text)).toBe(value));

  it.each(['', ' ', '1.2.3', 'ten', '5 km', '--1'])('reads no number in %j', (text) =>
    expect(numberOf(text)).toBeNull()
  );

  it('stores what was typed on the scale of the athlete', () => {
    expect(storedOf('10', scaleOf('distance', 'metric'))).toBeCloseTo(10_000);
    expect(storedOf('1', scaleOf('distance', 'imperial'))).toBeCloseTo(1609.344);
    expect(typedOf(1609.344, scaleOf('distance', 'imperial'), 2)).toBe('1');
    expect(typedOf(null, scaleOf('distance', 'metric'), 2)).toBe('');
  });
});
