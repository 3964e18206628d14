import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';

/** Enough of the newest to find one that begins at home. */
const NEWEST = 60;

export function load({ depends, url }) {
  depends(DATA);
  return {
    openId: url.searchParams.get('zone'),
    zones: read(api.GET('/api/v1/profile/privacy-zones')),
    activities: read(api.GET('/api/v1/activities', { params: { query: { limit: NEWEST } } }))
  };
}
