import { describe, expect, it } from 'vitest';
import { addressOf, lookOf } from './address.ts';

const read = (query: string) => lookOf(new URLSearchParams(query));

describe('the look in the address', () => {
  it('comes back from the address it was written to', () => {
    const query =
      'x=distance&smooth=15&hide=cadence_rpm%2Ctemperature_c&zoom=60-1200&from=90&to=120.5&colour=power_w';
    const address = addressOf(new URL(`http://app/activities/1?${query}`), read(query));
    expect(read(address.split('?')[1] ?? '')).toEqual(read(query));
  });

  it('leaves out what is as usual, and keeps what is not its own', () => {
    const url = new URL('http://app/activities/1?x=distance&tab=a#streams');
    expect(addressOf(url, { ...read(''), axis: 'time' })).toBe('/activities/1?tab=a#streams');
  });

  it('takes nonsense for nothing', () => {
    expect(read('x=up&smooth=7&hide=a,b&zoom=9-3&from=5&colour=red')).toEqual(read(''));
    expect(read('smooth=0').smoothingS).toBe(0);
  });
});
