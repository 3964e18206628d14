import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { daysAfter } from '#lib/units/days.svelte.ts';
import Standing from './Standing.svelte';
import { standingOf, type Fitness } from './standing.ts';

const TODAY = '2026-11-28';

function course(days: number, own: Partial<Fitness> = {}): Fitness {
  const column = (value: number) => Array<number>(days).fill(value);
  return {
    basis: 'all',
    day: Array.from({ length: days }, (_, at) => daysAfter(TODAY, at + 1 - days)),
    load: column(50),
    partial: Array<boolean>(days).fill(false),
    fitness: column(50),
    fatigue: column(62),
    form: column(-12),
    ramp: column(1.4),
    monotony: column(1),
    strain: column(1),
    building_baseline_until: null,
    is_updating: false,
    ...own
  };
}

function show(of: Fitness, lastOn = TODAY): HTMLElement {
  return render(Standing, { course: of, on: TODAY, lastOn }).container;
}

afterEach(cleanup);

describe('where you stand', () => {
  it('is figures with their meaning', () => {
    const { textContent } = show(course(60));
    expect(textContent).toContain('−12');
    expect(textContent).toContain('Tired from training that builds fitness');
    expect(textContent).toContain('Fitness rose by 1.4 in a week.');
    expect(screen.getByRole('link', { name: 'Fitness over the last 90 days' })).toBeTruthy();
  });

  it('asks for two weeks first', () => {
    expect(show(course(5)).textContent).toContain('So far: 5 days.');
  });

  it('tells silence, gaps and an older day', () => {
    const quiet = course(60, { partial: Array<boolean>(60).fill(true) });
    expect(show(quiet, '2026-10-29').textContent).toContain('30 days ago');
    expect(show(quiet).textContent).toContain('Lower bounds');
    const older = course(60, { day: course(60).day.map((day) => daysAfter(day, -1)) });
    expect(show(older).textContent).toContain('As of Nov 27, 2026');
  });

  it('keeps the old figures while they are brought up to date, and says so', () => {
    show(course(60, { is_updating: true }));
    expect(screen.getByRole('status')).toBeTruthy();
  });

  it('draws nothing and names no band when nothing is left', () => {
    const { textContent } = show(
      course(60, {
        fitness: Array<number>(60).fill(0),
        fatigue: Array<number>(60).fill(0),
        form: Array<number>(60).fill(0)
      })
    );
    expect(textContent).toContain('Little load in the last weeks');
    expect(screen.queryByRole('link')).toBeNull();
  });
});

describe('where the athlete stands', () => {
  it('is the last day', () => {
    expect(standingOf(course(30))).toMatchObject({
      day: TODAY,
      fitness: 50,
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
    expect(standingOf(course(30, { building_baseline_until: '2026-12-11' }))?.meaning).toBe('building');
  });
});
