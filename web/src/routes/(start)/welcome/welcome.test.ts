import { describe, expect, it } from 'vitest';
import type { Profile } from '#lib/session/session.svelte.ts';
import { basicsOf } from './guesses.ts';
import { after, before, stepOf, STEPS } from './steps.ts';

describe('the first steps', () => {
  it('are five at most, one behind the other', () => {
    expect(STEPS.length).toBeLessThanOrEqual(5);
    expect(STEPS.map(after)).toEqual([...STEPS.slice(1), null]);
    expect(STEPS.map(before)).toEqual([null, ...STEPS.slice(0, -1)]);
  });

  it('take no step they do not know', () => {
    expect(stepOf('data')).toBe('data');
    expect(stepOf('connect')).toBeNull();
    expect(stepOf(null)).toBeNull();
  });
});

describe('what a new athlete begins with', () => {
  const fresh = {
    display_name: null,
    units: 'metric',
    time_zone: 'UTC',
    time_zone_source: 'default',
    week_starts_on: 'monday',
    onboarding: null
  } as Profile;

  it('is what the browser lets guess', () => {
    expect(basicsOf(fresh, 'en-US', 'America/Denver')).toMatchObject({
      units: 'imperial',
      time_zone: 'America/Denver',
      week_starts_on: 'sunday'
    });
    expect(basicsOf(fresh, 'en', 'Europe/Oslo')).toMatchObject({ units: 'metric' });
    expect(basicsOf(fresh, 'de', 'Europe/Berlin')).toMatchObject({
      units: 'metric',
      week_starts_on: 'monday'
    });
  });

  it('is not asked for again once it is known', () => {
    const known = {
      ...fresh,
      display_name: 'Ana',
      time_zone: 'Asia/Tokyo',
      time_zone_source: 'import',
      onboarding: { state: 'open', step: 'sports' }
    } as Profile;
    expect(basicsOf(known, 'en-US', 'America/Denver')).toEqual({
      display_name: 'Ana',
      units: 'metric',
      time_zone: 'Asia/Tokyo',
      week_starts_on: 'monday'
    });
  });
});
