import { describe, expect, it } from 'vitest';
import { differenceOf } from './difference.ts';

describe('a difference', () => {
  it.each([
    [120, 100, 'more', 20],
    [80, 100, 'less', 20],
    [101, 100, 'same', 1],
    [0, 100, 'less', 100],
    [0, 0, 'same', null],
    [5, 0, 'more', null],
    [-5, -10, 'more', 50]
  ])('of %d to %d is %s by %j percent', (value, other, direction, percent) => {
    expect(differenceOf(value, other)).toMatchObject({ direction, percent, by: Math.abs(value - other) });
  });
});
