import type { operations } from '#lib/api/schema.d.ts';
import { FAMILIES, KINDS_OF, type SportFamily, type SportKind } from '#lib/sports/sports.ts';
import { daysAfter, monthOf, type Day } from '#lib/units/days.svelte.ts';

export const FLAGS = ['race', 'commute', 'trainer', 'manual'] as const;
export const RECORDED = ['power', 'heart_rate', 'position'] as const;
export const SORTS = ['started_at', 'distance', 'duration', 'ascent', 'name'] as const;
/** Ranges that move on with today; a bookmark of "last 28 days" stays one. */
export const RANGES = ['week', 'four_weeks', 'quarter', 'month', 'year', 'last_year'] as const;

export type Flag = (typeof FLAGS)[number];
export type Recorded = (typeof RECORDED)[number];
export type Sort = (typeof SORTS)[number];
export type Range = (typeof RANGES)[number];

/** What the list shows, as its address says it. `null` and empty do not narrow; amounts are SI. */
export interface Filters {
  q: string;
  sport: readonly SportKind[];
  family: readonly SportFamily[];
  range: Range | null;
  from: Day | null;
  to: Day | null;
  min_distance_m: number | null;
  max_distance_m: number | null;
  min_duration_s: number | null;
  max_duration_s: number | null;
  gear_id: string | null;
  batch_id: string | null;
  flags: readonly Flag[];
  has: readonly Recorded[];
  /** What is in the bin instead. */
  deleted: boolean;
  sort: Sort;
  order: 'desc' | 'asc';
}

export type ListQuery = NonNullable<operations['list_activities']['parameters']['query']>;
export type MonthsQuery = NonNullable<operations['list_months']['parameters']['query']>;

export const AMOUNTS = ['min_distance_m', 'max_distance_m', 'min_duration_s', 'max_duration_s'] as const;
export type Amount = (typeof AMOUNTS)[number];

const KINDS = Object.values(KINDS_OF).flat();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST_TEXT = 200;

/** The filters of an address. Its parameters have the names of the API's; what makes no sense is left out. */
export function filtersOf(params: URLSearchParams): Filters {
  return {
    q: (params.get('q') ?? '').slice(0, LONGEST_TEXT),
    sport: known(params.getAll('sport'), KINDS),
    family: known(params.getAll('family'), FAMILIES),
    range: known([params.get('range')], RANGES)[0] ?? null,
    from: dayOf(params.get('from')),
    to: dayOf(params.get('to')),
    min_distance_m: amountOf(params.get('min_distance_m')),
    max_distance_m: amountOf(params.get('max_distance_m')),
    min_duration_s: amountOf(params.get('min_duration_s')),
    max_duration_s: amountOf(params.get('max_duration_s')),
    gear_id: idOf(params.get('gear_id')),
    batch_id: idOf(params.get('batch_id')),
    flags: known(params.getAll('flags'), FLAGS),
    has: known(params.getAll('has'), RECORDED),
    deleted: params.get('deleted') === 'true',
    sort: known([params.get('sort')], SORTS)[0] ?? 'started_at',
    order: params.get('order') === 'asc' ? 'asc' : 'desc'
  };
}

export const NO_FILTERS: Filters = filtersOf(new URLSearchParams());

/** The address of a list with these filters. */
export function addressOf(filters: Partial<Filters>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...NO_FILTERS, ...filters })) {
    if (value === NO_FILTERS[name as keyof Filters] || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const query = params.toString();
  return query === '' ? '/activities' : `/activities?${query}`;
}

/** The filters without what narrows them: the order and the bin stay. */
export function cleared(filters: Filters): Filters {
  return { ...NO_FILTERS, deleted: filters.deleted, sort: filters.sort, order: filters.order };
}

/** Whether anything is left out. */
export function isNarrowed(filters: Filters): boolean {
  return addressOf(filters) !== addressOf(cleared(filters));
}

/** The days of a range, both included. */
export function daysOf(filters: Filters, today: Day): { from: Day | null; to: Day | null } {
  const year = Number(today.slice(0, 4));
  switch (filters.range) {
    case null:
      return { from: filters.from, to: filters.to };
    case 'week':
      return { from: daysAfter(today, -6), to: null };
    case 'four_weeks':
      return { from: daysAfter(today, -27), to: null };
    case 'quarter':
      return { from: daysAfter(today, -89), to: null };
    case 'month':
      return { from: monthOf(today), to: null };
    case 'year':
      return { from: `${year}-01-01`, to: null };
    case 'last_year':
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
  }
}

/** What the API is asked for the months, and with an order for the rows. Only what narrows is named. */
export function queryOf(filters: Filters, today: Day): MonthsQuery {
  const { from, to } = daysOf(filters, today);
  const asked = {
    q: filters.q.trim() || null,
    sport: filters.sport,
    family: filters.family,
    from,
    to,
    ...Object.fromEntries(AMOUNTS.map((name) => [name, filters[name]])),
    gear_id: filters.gear_id,
    batch_id: filters.batch_id,
    flags: filters.flags,
    has: filters.has,
    deleted: filters.deleted || null
  };
  const named = Object.entries(asked).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)
  );
  return Object.fromEntries(named);
}

function known<Word extends string>(words: readonly (string | null)[], all: readonly Word[]): Word[] {
  return all.filter((word) => words.includes(word));
}

function dayOf(text: string | null): Day | null {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

function amountOf(text: string | null): number | null {
  const amount = Number(text);
  return text !== null && text !== '' && Number.isFinite(amount) && amount >= 0 ? amount : null;
}

function idOf(text: string | null): string | null {
  return text !== null && UUID.test(text) ? text : null;
}
