import { describe, expect, it } from 'vitest';
import {
  addressOf,
  cleared,
  daysOf,
  filtersOf,
  isNarrowed,
  NO_FILTERS,
  queryOf,
  type Filters
} from './filters.ts';

const GEAR = '01a22424-7c44-739f-825d-6b3b4e347494';
const EVERYTHING: Filters = {
  q: 'long & slow',
  sport: ['trail_run', 'gravel_ride'],
  family: ['swim'],
  range: null,
  from: '2026-01-01',
  to: '2026-02-28',
  min_distance_m: 5000,
  max_distance_m: 21_097.5,
  min_duration_s: 0,
  max_duration_s: 3600,
  gear_id: GEAR,
  batch_id: GEAR,
  flags: ['race', 'commute'],
  has: ['power', 'position'],
  deleted: true,
  sort: 'distance',
  order: 'asc'
};

function read(address: string): Filters {
  return filtersOf(new URL(address, 'http://host').searchParams);
}

describe('the address of the list', () => {
  it('is bare when nothing is asked for', () => {
    expect(addressOf(NO_FILTERS)).toBe('/activities');
    expect(addressOf({})).toBe('/activities');
    expect(read('/activities')).toEqual(NO_FILTERS);
  });

  it('says everything that is asked for', () => {
    expect(read(addressOf(EVERYTHING))).toEqual(EVERYTHING);
  });

  it('leaves out what makes no sense', () => {
    const odd =
      '/activities?sport=flying&family=run&from=2026-99-99&min_distance_m=far&gear_id=mine&flags=&sort=mood&range=ever';
    expect(read(odd)).toEqual({ ...NO_FILTERS, family: ['run'] });
  });

  it('is cleared of what narrows, not of the bin and the order', () => {
    expect(cleared(EVERYTHING)).toEqual({ ...NO_FILTERS, deleted: true, sort: 'distance', order: 'asc' });
    expect(isNarrowed(cleared(EVERYTHING))).toBe(false);
    expect(isNarrowed({ ...NO_FILTERS, min_distance_m: 0 })).toBe(true);
  });
});

describe('what the API is asked', () => {
  it('names only what narrows', () => {
    expect(queryOf(NO_FILTERS, '2026-11-28')).toEqual({});
    expect(queryOf({ ...NO_FILTERS, q: '  ', has: ['power'] }, '2026-11-28')).toEqual({ has: ['power'] });
    expect(queryOf(EVERYTHING, '2026-11-28')).toMatchObject({
      min_duration_s: 0,
      deleted: true,
      q: 'long & slow'
    });
  });

  it.each([
    ['week', '2026-11-22', null],
    ['four_weeks', '2026-11-01', null],
    ['quarter', '2026-08-31', null],
    ['month', '2026-11-01', null],
    ['year', '2026-01-01', null],
    ['last_year', '2025-01-01', '2025-12-31']
  ] as const)('has the days of %s', (range, from, to) => {
    expect(daysOf({ ...NO_FILTERS, range }, '2026-11-28')).toEqual({ from, to });
  });
});
