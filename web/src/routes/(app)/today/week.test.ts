import { describe, expect, it } from 'vitest';
import { NOTHING, sumOf, type FamilyTotals } from '#lib/activities/totals.ts';
import { daysAfter } from '#lib/units/days.svelte.ts';
import { weekAgainstUsual } from './week.ts';

/** A Saturday; its week begins on Monday the 23rd. */
const TODAY = '2026-11-28';
const MONDAY = '2026-11-23';

function run(beginsOn: string, load: number): FamilyTotals {
  return { ...NOTHING, beginsOn, family: 'run', count: 1, load, durationS: 3600 };
}

describe('this week', () => {
  const before = [1, 2, 3, 4, 5, 6].flatMap((week) => [
    run(daysAfter(MONDAY, -7 * week + 1), 60),
    run(daysAfter(MONDAY, -7 * week + 6), 120)
  ]);

  it('stands against the mean of six weeks, up to the same weekday', () => {
    const week = weekAgainstUsual([...before, run(daysAfter(MONDAY, 1), 80)], TODAY, '2020-01-01');
    expect(sumOf(week.soFar).load).toBe(80);
    expect(week.usual).toMatchObject({ weeks: 6, whole: { load: 180 }, byNow: { load: 60, count: 1 } });
    expect(week.usual?.days.map((day) => day.load)).toEqual([0, 60, 0, 0, 0, 0, 120]);
    expect(week.days.map(({ rows }) => rows.length)).toEqual([0, 1, 0, 0, 0, 0, 0]);
  });

  it('counts weeks without anything, but none before the first record', () => {
    const twoWeeks = before.filter((row) => row.beginsOn >= daysAfter(MONDAY, -14));
    expect(weekAgainstUsual(twoWeeks, TODAY, '2020-01-01').usual?.whole.load).toBe(60);
    expect(weekAgainstUsual(twoWeeks, TODAY, daysAfter(MONDAY, -14)).usual).toBeNull();
    expect(weekAgainstUsual(before, TODAY, daysAfter(MONDAY, -30)).usual?.weeks).toBe(4);
  });
});
