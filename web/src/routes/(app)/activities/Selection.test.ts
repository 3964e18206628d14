import { describe, expect, it } from 'vitest';
import type { Activity } from './Rows.svelte.ts';
import { Selection, type Months } from './Selection.svelte.ts';

const MONTHS: Months = {
  total_count: 5,
  month: ['2026-02', '2026-01'],
  count: [3, 2],
  distance_m: [30_000, 20_000],
  moving_s: [3000, 2000],
  elapsed_s: [3300, 2200],
  ascent_m: [300, 0]
};

function activity(id: string, values: Partial<Activity> = {}): Activity {
  return { id, distance_m: 10_000, moving_s: 1000, elapsed_s: 1100, ascent_m: 100, ...values } as Activity;
}

function selection(): Selection {
  const made = new Selection();
  made.among(MONTHS);
  return made;
}

describe('the selection', () => {
  it('adds up what is ticked, the elapsed time where no other is known', () => {
    const some = selection();
    some.toggle(activity('a'), 0);
    some.toggle(activity('b', { moving_s: null, distance_m: null, ascent_m: null }), 1);
    expect(some.totals).toEqual({ count: 2, distanceM: 10_000, movingS: 2100, ascentM: 100 });
    some.toggle(activity('a'), 0);
    expect(some.ids).toEqual(['b']);
    expect(some.has('a')).toBe(false);
  });

  it('is all that the list shows, of which single ones are taken out again', () => {
    const all = selection();
    all.all();
    expect(all.isEverything).toBe(true);
    expect(all.totals).toEqual({ count: 5, distanceM: 50_000, movingS: 5000, ascentM: 300 });
    all.toggle(activity('a'), 0);
    expect(all.has('a')).toBe(false);
    expect(all.has('b')).toBe(true);
    expect([all.isAll, all.isEverything, all.count]).toEqual([true, false, 4]);
    expect(all.ids).toEqual(['a']);
    all.toggle(activity('a'), 0);
    expect(all.isEverything).toBe(true);
  });

  it('ticks a range at once, and is empty after it is cleared', () => {
    const some = selection();
    some.set([activity('a'), activity('b'), activity('c')], true);
    expect(some.count).toBe(3);
    some.set([activity('a'), activity('b')], false);
    expect(some.ids).toEqual(['c']);
    some.clear();
    expect(some.totals.count).toBe(0);
    expect(some.anchor).toBeNull();
  });

  it('counts what is ticked as it was read last', () => {
    const some = selection();
    some.toggle(activity('a'), 0);
    some.update([activity('a', { distance_m: 12_000 }), activity('b')]);
    expect(some.totals).toMatchObject({ count: 1, distanceM: 12_000 });
  });
});
