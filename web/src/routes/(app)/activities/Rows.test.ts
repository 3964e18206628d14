import { describe, expect, it, vi } from 'vitest';
import { api, ApiError } from '#lib/api/client.ts';
import type { ListQuery } from './filters.ts';
import { layOut, type Block } from './lines.ts';
import { MonthRows, PagedRows, spansOf, type Activity } from './Rows.svelte.ts';

const MONTHS = [
  { month: '2026-03', count: 2 },
  { month: '2026-01', count: 1 },
  { month: '2025-12', count: 201 }
];
const { blocks } = layOut(MONTHS, { row: 40, heading: 30 });
const [march, january, december] = blocks as [Block, Block, Block];

/** The athlete's activities: as many on each first day of a month as the month has. */
const ALL = MONTHS.flatMap(({ month, count }) =>
  Array.from({ length: count }, (_, at) => ({ id: `${month} ${at}`, local_on: `${month}-01` }) as Activity)
);

function answering() {
  return vi.spyOn(api, 'GET').mockImplementation(((
    _: string,
    { params }: { params: { query: ListQuery } }
  ) => {
    const { from, to, limit = 0, cursor } = params.query;
    const fit = ALL.filter(
      ({ local_on }) => (from == null || local_on >= from) && (to == null || local_on <= to)
    );
    const first = Number(cursor ?? 0);
    const next_cursor = first + limit < fit.length ? String(first + limit) : null;
    return Promise.resolve({
      data: { items: fit.slice(first, first + limit), next_cursor },
      response: new Response()
    });
  }) as never);
}

const asked = (get: ReturnType<typeof answering>) =>
  get.mock.calls.map((call) => (call[1] as unknown as { params: { query: ListQuery } }).params.query);

describe('rows by months', () => {
  it('reads neighbours together, as far as one answer holds them', () => {
    expect(spansOf([march, january, december]).map((span) => span.map(({ month }) => month))).toEqual([
      ['2026-03', '2026-01'],
      ['2025-12']
    ]);
    expect(spansOf([march, december])).toHaveLength(2);
    expect(spansOf([])).toEqual([]);
  });

  it('reads each month once, whole, and gives its rows their place', async () => {
    const get = answering();
    const rows = new MonthRows({ has: ['power'] }, 'desc', () => {});
    await Promise.all([rows.readNow(blocks), rows.readNow([march])]);
    expect(asked(get)).toMatchObject([
      { from: '2026-01-01', to: '2026-03-31', has: ['power'] },
      { from: '2025-12-01', to: '2025-12-31', cursor: null },
      { from: '2025-12-01', to: '2025-12-31', cursor: '200' }
    ]);
    expect(rows.at(march, 1)?.id).toBe('2026-03 1');
    expect(rows.at(december, 200)?.id).toBe('2025-12 200');
    await rows.readNow(blocks);
    expect(get).toHaveBeenCalledTimes(3);
  });

  it('asks for no day outside of the range that the list shows', async () => {
    const get = answering();
    await new MonthRows({ from: '2026-01-15', to: '2026-03-10' }, 'desc', () => {}).readNow([march, january]);
    expect(asked(get)).toMatchObject([{ from: '2026-01-15', to: '2026-03-10' }]);
  });

  it('keeps the rows while they are read anew', async () => {
    const get = answering();
    const rows = new MonthRows({}, 'desc', () => {});
    await rows.readNow([march]);
    rows.renew();
    expect(rows.at(march, 0)).toBeDefined();
    await rows.readNow([march]);
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('says which months failed, leaves the others, and reads them again when told', async () => {
    const get = answering();
    const rows = new MonthRows({}, 'desc', () => {});
    await rows.readNow([march]);
    get.mockRejectedValueOnce(new ApiError(0, 'offline', 'Away.'));
    await rows.readNow([january]);
    expect(rows.failureOf(january)?.code).toBe('offline');
    expect(rows.failureOf(march)).toBeUndefined();
    await rows.readNow([january]);
    expect(get).toHaveBeenCalledTimes(2);
    rows.again(january);
    await vi.waitFor(() => expect(rows.at(january, 0)?.id).toBe('2026-01 0'));
    expect(rows.failureOf(january)).toBeUndefined();
  });
});

describe('rows in another order', () => {
  it('come page by page until there are no more', async () => {
    const get = answering();
    const rows = new PagedRows({ sort: 'distance' }, () => {});
    await rows.more();
    expect(rows.count).toBe(200);
    await rows.more();
    await rows.more();
    expect(rows.count).toBe(ALL.length);
    expect(asked(get).map(({ cursor }) => cursor)).toEqual([null, '200']);
  });

  it('keep what was read when a page fails', async () => {
    const get = answering();
    const rows = new PagedRows({}, () => {});
    await rows.more();
    get.mockRejectedValueOnce(new ApiError(503, 'busy', 'Busy.'));
    await rows.more();
    expect(rows.count).toBe(200);
    expect(rows.failureOf()?.code).toBe('busy');
  });
});
