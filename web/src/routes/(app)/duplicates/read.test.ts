import { describe, expect, it, vi } from 'vitest';
import { readPairs } from './read.ts';

/** An API with so many pairs, which gives at most 200 of them at once. */
function server(total: number) {
  return vi.fn(async ({ limit, cursor = '0' }: { limit: number; cursor?: string }) => {
    if (limit > 200) throw new Error('too many');
    const from = Number(cursor);
    const items = Array.from({ length: Math.min(limit, total - from) }, (_, at) => `pair ${from + at}`);
    const end = from + items.length;
    return { items, next_cursor: end < total ? String(end) : null, total_count: total } as never;
  });
}

describe('pairs', () => {
  it.each([
    [20, 500, 20, 1],
    [220, 500, 220, 2],
    [640, 500, 500, 3],
    [200, 200, 200, 1],
    [20, 0, 0, 1]
  ])('%i of %i asked for are %i in %i requests', async (count, total, shown, requests) => {
    const ask = server(total);
    const page = await readPairs(count, ask);
    expect(page.items).toEqual(Array.from({ length: shown }, (_, at) => `pair ${at}`));
    expect(page.next_cursor === null).toBe(shown === total);
    expect(page.total_count).toBe(total);
    expect(ask).toHaveBeenCalledTimes(requests);
  });
});
