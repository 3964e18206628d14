import { describe, expect, it } from 'vitest';
import { daysAfter } from '#lib/units/days.svelte.ts';
import { standingOf, type Fitness } from './standing.ts';

function course(days: number, own: Partial<Fitness> = {}): Fitness {
  const column = (value: number) => Array.from({ length: days }, () => value);
  return {
    basis: 'all',
    day: Array.from({ length: days }, (_, at) => daysAfter('2026-10-01', at)),
    load: column(50),
    partial: Array.from({ length: days }, () => false),
    fitness: column(40),
    fatigue: column(52),
    form: column(-12),
    ramp: column(2),
    monotony: column(1),
    strain: column(1),
    building_baseline_until: null,
    is_updating: false,
    ...own
  };
}

describe('where the athlete stands', () => {
  it('is the last day', () => {
    expect(standingOf(course(30))).toMatchObject({
      day: '2026-10-30',
      fitness: 40,
      form: -12,
      meaning: 'optimal'
    });
  });

  it('is not said of less than two weeks', () => {
    expect(standingOf(course(13))).toBeNull();
    expect(standingOf(course(0))).toBeNull();
  });

  it('says when it builds up, and when it is a lower bound', () => {
    const onDay10Of = (days: number) => Array.from({ length: days }, (_, at) => at === 10);
    expect(standingOf(course(60, { partial: onDay10Of(60) }))?.isLowerBound).toBe(false);
    expect(standingOf(course(40, { partial: onDay10Of(40) }))?.isLowerBound).toBe(true);
    expect(standingOf(course(30, { building_baseline_until: '2026-11-11' }))?.meaning).toBe('building');
  });
});
