import { cleanup, render, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Activity } from '#lib/activities/loads.ts';
import type { Content, Note } from './content.ts';
import { DayKeys } from './day-keys.svelte.ts';
import Grid from './Grid.svelte';
import { spanOf, weeksOf } from './weeks.ts';

const TODAY = '2026-11-28';
const SPAN = spanOf('month', TODAY);

function activity(id: string, day: string): Activity {
  return {
    id,
    name: `Run ${id}`,
    sport: 'run',
    sport_family: 'run',
    local_on: day,
    distance_m: 10_000,
    elapsed_s: 3600,
    moving_s: 3500,
    counted: true
  } as Activity;
}

function show(own: Partial<Content>, onnote: (note: Note) => void = () => undefined): void {
  const content: Content = { activities: [], loads: new Map(), notes: [], rows: [], ...own };
  render(Grid, {
    weeks: weeksOf(SPAN, '2026-11-01', content),
    loads: content.loads,
    today: TODAY,
    keys: new DayKeys(
      () => SPAN,
      () => TODAY,
      () => Promise.resolve()
    ),
    hrefOf: (day: string) => `?day=${day}`,
    onnote,
    isDetailed: false
  });
}

afterEach(cleanup);

describe('the grid of a month', () => {
  it('has every day, one of which Tab reaches', () => {
    show({});
    const days = screen.getAllByRole('link', { name: /Open or add/ });
    expect(days).toHaveLength(42);
    expect(days.filter((day) => day.tabIndex === 0).map((day) => day.dataset.day)).toEqual([TODAY]);
    expect(screen.getByRole('link', { current: 'date' }).dataset.day).toBe(TODAY);
  });

  it('leads to what is done, with its load, and to the day for what has no room', () => {
    const activities = ['a', 'b', 'c', 'd', 'e'].map((id) => activity(id, '2026-11-25'));
    show({ activities, loads: new Map([['e', { value: 61.4, reason: null, isPending: false }]]) });
    const first = screen.getByRole('link', { name: /Run e/ });
    expect(first.getAttribute('href')).toBe('/activities/e');
    expect(within(first).getByText(/61/)).toBeTruthy();
    expect(screen.getByRole('link', { name: '2 more' }).getAttribute('href')).toBe('?day=2026-11-25');
    expect(screen.getByRole('link', { name: /November 25. 5 activities/ })).toBeTruthy();
  });

  it('opens a note', () => {
    const onnote = vi.fn();
    const note = {
      id: 'n',
      kind: 'injury',
      from_on: '2026-11-24',
      until_on: '2026-11-26',
      body_part: 'calf'
    } as Note;
    show({ notes: [note] }, onnote);
    screen.getByRole('button', { name: 'Injury: calf' }).click();
    expect(onnote).toHaveBeenCalledExactlyOnceWith(note);
  });
});
