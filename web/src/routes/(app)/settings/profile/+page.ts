import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';

const NEWEST = 200;

export function load({ depends }) {
  depends(DATA);
  return {
    weights: read(api.GET('/api/v1/profile/weights', { params: { query: { limit: NEWEST } } }))
  };
}
