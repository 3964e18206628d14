import { describe, expect, it } from 'vitest';
import { daysBetween, today } from '#lib/units/days.svelte.ts';
import { addressWith } from './address.ts';
import { customOf, isDay, rangeOf, spanOf, type Preset } from './ranges.ts';

const OFFERED: Preset[] = ['6w', '1y', 'custom'];
const at = (query: string) => new URL(`http://paceline.test/fitness${query}`);

describe('a range of days', () => {
  it('counts both its ends', () => {
    const { from, to } = spanOf('6w');
    expect(to).toBe(today());
    expect(daysBetween(from, to) + 1).toBe(42);
  });

  it('is what the address names, else the usual one', () => {
    expect(rangeOf(at('?range=1y'), OFFERED, '6w').preset).toBe('1y');
    expect(rangeOf(at('?range=90d'), OFFERED, '6w').preset).toBe('6w');
    expect(rangeOf(at(''), OFFERED, '6w').preset).toBe('6w');
  });

  it('takes days of its own, if they are days in order', () => {
    expect(rangeOf(at('?range=custom&from=2024-02-01&to=2024-02-29'), OFFERED, '6w')).toEqual({
      preset: 'custom',
      from: '2024-02-01',
      to: '2024-02-29'
    });
    expect(customOf(at('?from=2024-03-01&to=2024-02-01'))).toBeNull();
    expect(rangeOf(at('?range=custom&from=2023-02-29&to=2023-03-01'), OFFERED, '6w').preset).toBe('6w');
  });

  it.each(['2023-02-29', '23-01-01', '2023-1-1', '1800-01-01', ''])('refuses %j as a day', (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe('an address', () => {
  it('changes what it is told and keeps the rest', () => {
    expect(addressWith(at('?range=6w&sport=run'), { range: '1y', sport: null })).toBe('/fitness?range=1y');
    expect(addressWith(at('?range=6w'), { range: null })).toBe('/fitness');
  });
});
