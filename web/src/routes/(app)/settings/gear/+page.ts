import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';

export function load({ depends }) {
  depends(DATA);
  return { gear: read(api.GET('/api/v1/gear')).then(({ items }) => items) };
}
