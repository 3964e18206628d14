import { describe, expect, it } from 'vitest';
import { show } from './show.svelte.ts';

describe('a distance', () => {
  it('has one digit from where it reads as ten, and none for swimmers', () => {
    expect([9994, 9996, 10_003].map((metres) => show.distance(metres))).toEqual([
      '9.99 km',
      '10.0 km',
      '10.0 km'
    ]);
    expect(show.distance(1750, 'swim')).toBe('1,750 m');
    expect(show.distance(null)).toBe('–');
  });
});
