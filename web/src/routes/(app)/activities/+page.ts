import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { today } from '#lib/units/days.svelte.ts';
import { filtersOf, queryOf } from './filters.ts';

/** What the address asks for; the months say how long the list is, its rows are read as they come into view. */
export function load({ url, depends }) {
  depends(DATA);
  const filters = filtersOf(url.searchParams);
  const query = queryOf(filters, today());
  return {
    filters,
    list: read(api.GET('/api/v1/activities/months', { params: { query } })).then((months) => ({
      filters,
      query,
      months
    })),
    gear: read(api.GET('/api/v1/gear')).then(({ items }) => items)
  };
}
