import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';

export function load({ depends }) {
  depends(DATA);
  return { zones: read(api.GET('/api/v1/profile/zones')) };
}
