import { describe, expect, it } from 'vitest';
import { heldOf } from './held.ts';

const value = (valid_from: string, is_confirmed: boolean) => ({ valid_from, is_confirmed });
const days = (values: { valid_from: string }[]) => values.map(({ valid_from }) => valid_from);

describe('the values that judge', () => {
  it('are all estimates while nothing is confirmed', () => {
    expect(days(heldOf([value('2026-06-08', false), value('2024-12-09', false)]))).toEqual([
      '2024-12-09',
      '2026-06-08'
    ]);
  });

  it('are confirmed ones from the first of them on, and estimates before', () => {
    const all = [
      value('2026-06-08', false),
      value('2025-03-01', true),
      value('2024-11-28', true),
      value('2024-11-28', false),
      value('2024-11-25', false)
    ];
    expect(days(heldOf(all))).toEqual(['2024-11-25', '2024-11-28', '2025-03-01']);
  });
});
