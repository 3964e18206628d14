import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';

const NEWEST = 200;

export function load({ depends }) {
  depends(DATA);
  return { notes: read(api.GET('/api/v1/profile/notes', { params: { query: { limit: NEWEST } } })) };
}
