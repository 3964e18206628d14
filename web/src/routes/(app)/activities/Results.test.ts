import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError } from '#lib/api/client.ts';
import { filtersOf, type ListQuery } from './filters.ts';
import { List } from './List.svelte.ts';
import Results from './Results.svelte';
import type { Activity } from './Rows.svelte.ts';
import type { Months } from './Selection.svelte.ts';

const NONE: Months = {
  total_count: 0,
  month: [],
  count: [],
  distance_m: [],
  moving_s: [],
  elapsed_s: [],
  ascent_m: []
};
const SOME: Months = {
  total_count: 503,
  month: ['2026-03', '2026-02'],
  count: [3, 500],
  distance_m: [30_000, 0],
  moving_s: [3000, 5000],
  elapsed_s: [3000, 5000],
  ascent_m: [0, 0]
};

const row = (month: string, at: number) =>
  ({
    id: `${month} ${at}`,
    name: `Ride ${at}`,
    sport: 'ride',
    sport_family: 'ride',
    local_on: `${month}-01`,
    elapsed_s: 3600,
    is_race: false,
    is_commute: false,
    is_trainer: false,
    is_manual: false,
    is_excluded: false,
    polyline: null,
    gear_id: null
  }) as Activity;

function show(months: Months, address = '') {
  const filters = filtersOf(new URLSearchParams(address));
  const list = new List();
  render(Results, {
    list,
    shown: { filters, query: {}, months },
    chosen: ['distance'],
    gear: [],
    gearNames: new Map(),
    isTicking: false,
    tools: createRawSnippet(() => ({ render: () => '<span></span>' })),
    onshown: () => {}
  });
  return list;
}

function answering() {
  return vi.spyOn(api, 'GET').mockImplementation(((
    path: string,
    { params }: { params: { query: ListQuery } }
  ) => {
    const months = SOME.month.filter((month) => (params.query.from ?? '') <= `${month}-01`);
    const items = months.flatMap((month) => Array.from({ length: 3 }, (_, at) => row(month, at)));
    const none = { activity_id: [], load: [], reason: [], not_computable: [] };
    const data = path === '/api/v1/loads' ? none : { items, next_cursor: null };
    return Promise.resolve({ data, response: new Response() });
  }) as never);
}

describe('the list', () => {
  beforeEach(() => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe() {}
        disconnect() {}
      }
    );
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ top: 0, width: 1200 } as DOMRect);
  });

  afterEach(cleanup);

  it('leads to the import when there is nothing at all', () => {
    show(NONE);
    expect(screen.getByText('There are no activities yet')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Add activities' }).getAttribute('href')).toBe('/import');
  });

  it('leads out of filters that nothing fits, and stays in the bin', () => {
    show(NONE, 'q=lake&deleted=true');
    expect(screen.getByText('Nothing fits these filters')).toBeTruthy();
    const clear = screen.getByRole('link', { name: 'Clear filters' });
    expect(clear.getAttribute('href')).toBe('/activities?deleted=true');
  });

  it('says that the bin is empty', () => {
    show(NONE, 'deleted=true');
    expect(screen.getByText('The bin is empty')).toBeTruthy();
  });

  it('tells how long it is, and draws only what is in view', async () => {
    answering();
    show(SOME);
    const grid = screen.getByRole('grid');
    expect(grid.getAttribute('aria-rowcount')).toBe('506');
    expect(await screen.findByText('February 2026')).toBeTruthy();
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    const [ride] = await screen.findAllByRole('link', { name: 'Ride 0' });
    expect(ride?.closest('[role=row]')?.getAttribute('aria-rowindex')).toBe('3');
  });

  it('shows which month failed and reads it again', async () => {
    const get = answering();
    get.mockRejectedValueOnce(new ApiError(503, 'busy', 'Too busy just now.', 'abc'));
    show({ ...SOME, total_count: 3, month: ['2026-03'], count: [3] });
    expect(await screen.findByText('Too busy just now.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'Ride 2' })).toBeTruthy();
    expect(screen.queryByText('Too busy just now.')).toBeNull();
  });

  it('ticks single rows and all, and says how many', async () => {
    answering();
    const list = show(SOME);
    const [first] = await screen.findAllByRole('checkbox', { name: 'Select Ride 0' });
    if (first) await fireEvent.click(first);
    expect(screen.getByText('1 selected')).toBeTruthy();
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Select all that fit' }));
    expect(screen.getByText('503 selected')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Select none' }));
    expect(list.selection.count).toBe(0);
  });
});
