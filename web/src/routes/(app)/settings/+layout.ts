import { DATA } from '#lib/live/live.svelte.ts';
import { session } from '#lib/session/session.svelte.ts';

/** The profile as it is now: another device may have changed it. */
export async function load({ depends }) {
  depends(DATA);
  return { profile: await session.readProfile() };
}
