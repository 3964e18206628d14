import { describe, expect, it } from 'vitest';
import { byFamily, NOTHING, rowsOf, sumOf, sumOfKnown, type FamilyTotals, type Summary } from './totals.ts';

const session = (values: Partial<FamilyTotals>): FamilyTotals => ({
  ...NOTHING,
  beginsOn: '2026-11-23',
  family: 'gym',
  count: 1,
  ...values
});

describe('totals', () => {
  it('take what nobody measured as unknown, and no training as nothing', () => {
    const gym = session({ distanceM: null, ascentM: null, load: null, durationS: 1800 });
    expect(sumOf([gym, gym])).toMatchObject({ count: 2, distanceM: null, load: null, durationS: 3600 });
    expect(sumOf([])).toEqual(NOTHING);
    expect(sumOf([NOTHING, gym]).distanceM).toBeNull();
  });

  it('are as far as they are known of some', () => {
    const run = session({ family: 'run', distanceM: 5000, ascentM: 0, load: 40 });
    const gym = session({ distanceM: null, ascentM: null, load: null });
    expect(sumOf([run, gym])).toMatchObject({ distanceM: 5000, ascentM: 0, load: 40 });
    const families = byFamily([run, gym]).map(({ family, totals }) => [family, totals.distanceM]);
    expect(families).toEqual([
      ['run', 5000],
      ['gym', null]
    ]);
  });

  it('keep a null of the API', () => {
    const summary = { begins_on: ['2026-11-23'], sport_family: ['gym'], activity_count: [1] };
    const columns = { distance_m: [null], duration_s: [60], ascent_m: [null], load: [null] };
    const [row] = rowsOf({ ...summary, ...columns, uncomputed_count: [1] } as unknown as Summary);
    expect(row).toMatchObject({ count: 1, distanceM: null, ascentM: null, load: null, uncomputed: 1 });
  });

  it('of no values are nothing', () => {
    expect([sumOfKnown([]), sumOfKnown([null]), sumOfKnown([null, 2])]).toEqual([0, null, 2]);
  });
});
