import { describe, expect, it } from 'vitest';
import { NOTHING, type FamilyTotals } from '#lib/activities/totals.ts';
import { weeksOf } from './side.ts';

describe('the weeks of a span', () => {
  it('begin on its first day, and the last may be cut', () => {
    const run = (beginsOn: string): FamilyTotals => ({ ...NOTHING, beginsOn, family: 'run', count: 1 });
    const weeks = weeksOf({ from: '2026-11-01', to: '2026-11-17' }, [run('2026-11-07'), run('2026-11-08')]);
    expect(weeks.map(({ from, to, rows, isPartial }) => [from, to, rows.length, isPartial])).toEqual([
      ['2026-11-01', '2026-11-07', 1, false],
      ['2026-11-08', '2026-11-14', 1, false],
      ['2026-11-15', '2026-11-17', 0, true]
    ]);
  });
});
