import type { components } from '#lib/api/schema.d.ts';

type Page = components['schemas']['PairPageOut'];

/** The most pairs that the API gives at once. */
const MOST_AT_ONCE = 200;

/** The first so many pairs, in as many requests as that takes: `ask` reads one page. */
export async function readPairs(
  count: number,
  ask: (query: { limit: number; cursor?: string }) => Promise<Page>
): Promise<Page> {
  let page = await ask({ limit: Math.min(count, MOST_AT_ONCE) });
  const items = [...page.items];
  while (items.length < count && page.next_cursor !== null) {
    const limit = Math.min(count - items.length, MOST_AT_ONCE);
    page = await ask({ limit, cursor: page.next_cursor });
    items.push(...page.items);
  }
  return { ...page, items };
}
