import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';

const STEP = 20;
const MOST = 200;

export function load({ depends, url }) {
  depends(DATA);
  const shown = Math.min(Number(url.searchParams.get('shown')) || STEP, MOST);
  return {
    pairs: read(api.GET('/api/v1/activities/duplicates', { params: { query: { limit: shown } } })),
    more: `?shown=${shown + STEP}`
  };
}
