import { describe, expect, it } from 'vitest';
import { session, type Profile } from '#lib/session/session.svelte.ts';
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

describe('a figure', () => {
  it.each([
    [-1.74, '−2 °C'],
    [-0.4, '0 °C'],
    [0.5, '1 °C']
  ])('of %d °C is %s: a real minus, and none before nothing', (celsius, text) =>
    expect(show.temperature(celsius)).toBe(text)
  );

  it('says its sign where the sign is the point', () => {
    expect([show.signed(3.21, 1), show.signed(-3.21, 1), show.signed(-0.04, 1)]).toEqual([
      '+3.2',
      '−3.2',
      '0.0'
    ]);
  });

  it('is a dash, never nothing, where it is not known', () => {
    const unknown = [
      show.distance(null),
      show.temperature(undefined),
      show.signed(null),
      show.duration(null)
    ];
    expect(new Set(unknown)).toEqual(new Set(['–']));
  });
});

describe('a half', () => {
  it('is rounded up, though the product that it is of falls short of it in binary', () => {
    expect(8.382 * (3600 / 1609.344)).toBeLessThan(18.75);
    session.keep({ units: 'imperial', language: null, speed_display: {} } as unknown as Profile);
    expect(show.speed(8.382, 'ride')).toBe('18.8 mph');
    session.forget();
  });
});
