import { describe, expect, it } from 'vitest';
import { dayByKey } from './day-keys.svelte.ts';

describe('keys of the calendar', () => {
  it.each([
    ['ArrowLeft', '2026-11-30'],
    ['ArrowDown', '2026-12-08'],
    ['Home', '2026-11-30'],
    ['End', '2026-12-06'],
    ['PageUp', '2026-11-01'],
    ['Enter', null]
  ])('%s leads from the first of December to %j', (key, day) =>
    expect(dayByKey(key, '2026-12-01')).toBe(day)
  );
});
