import { describe, expect, it } from 'vitest';
import { itemReached } from './menu-keys.ts';

const TEXTS = ['Edit', 'Split', 'Exclude', 'Delete'];

describe('the keys of a menu', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 3, 0],
    ['ArrowUp', 0, 3],
    ['ArrowUp', 2, 1],
    ['Home', 2, 0],
    ['End', 0, 3]
  ])('%s leads from %i to %i', (key, from, to) => {
    expect(itemReached(key, from, TEXTS)).toBe(to);
  });

  it('lead from no item to the first by down and to the last by up', () => {
    expect(itemReached('ArrowDown', -1, TEXTS)).toBe(0);
    expect(itemReached('ArrowUp', -1, TEXTS)).toBe(3);
  });

  it('find the next item that begins with a letter, and begin anew at the end', () => {
    expect(itemReached('e', 0, TEXTS)).toBe(2);
    expect(itemReached('E', 2, TEXTS)).toBe(0);
    expect(itemReached('d', 3, TEXTS)).toBe(3);
    expect(itemReached('x', 0, TEXTS)).toBeUndefined();
  });

  it('leave alone what presses an item, closes the menu or belongs to the page', () => {
    for (const key of ['Enter', ' ', 'Escape', 'Tab', 'F5'])
      expect(itemReached(key, 1, TEXTS)).toBeUndefined();
    expect(itemReached('ArrowDown', -1, [])).toBeUndefined();
  });
});
