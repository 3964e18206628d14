import { goto } from '$app/navigation';
import { api, read } from '#lib/api/client.ts';
import { live } from '#lib/live/live.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { session } from './session.svelte.ts';
import { forgetOffline } from './offline.ts';

/** End the sign-in and leave nothing of the athlete in this browser, then show the door. */
export async function signOut(): Promise<void> {
  await read(api.POST('/api/v1/auth/logout'));
  await forgetAthlete();
  await goto('/sign-in', { invalidateAll: true });
}

/** Drop everything this browser holds of the athlete: memory, saved answers, notices. */
export async function forgetAthlete(): Promise<void> {
  live.close();
  session.forget();
  toasts.clear();
  await forgetOffline();
}
