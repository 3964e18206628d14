import { describe, expect, it, vi } from 'vitest';
import { screenKey, takeKeys } from './screen-keys.ts';

describe('the keys of a screen', () => {
  it('are those of the screen that was opened last, until it closes', () => {
    const [below, above] = [vi.fn(), vi.fn()];
    const closeBelow = takeKeys({ j: below, k: below });
    const closeAbove = takeKeys({ j: above });
    expect(screenKey('j')).toBe(above);
    expect(screenKey('k')).toBe(below);
    closeAbove();
    expect(screenKey('j')).toBe(below);
    closeBelow();
    expect(screenKey('j')).toBeUndefined();
    expect(screenKey('toString')).toBeUndefined();
  });
});
