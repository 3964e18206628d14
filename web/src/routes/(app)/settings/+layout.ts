import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { session } from '#lib/session/session.svelte.ts';

/** The profile as it is now: another device may have changed it. */
export async function load({ depends }) {
  depends(DATA);
  const profile = await read(api.GET('/api/v1/profile'));
  session.keep(profile);
  return { profile };
}
