import { goto } from '$app/navigation';
import { api, ApiError, read } from '#lib/api/client.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { uploads } from '#lib/imports/uploads.svelte.ts';
import { live } from '#lib/live/live.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { doorTo, type Place } from './door.ts';
import { forgetDrafts } from './drafts.ts';
import { session } from './session.svelte.ts';
import { forgetOffline } from './offline.ts';

/** End the sign-in and leave nothing of the athlete in this browser, then show the door. */
export async function signOut(): Promise<void> {
  // First what is here: it must be gone also when the server is away.
  await forgetAthlete();
  try {
    await read(api.POST('/api/v1/auth/logout'));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toasts.problem(t('auth.sign_out_failed'));
    return;
  }
  await goto('/sign-in', { invalidateAll: true });
}

/** The sign-in was ended elsewhere: leave nothing of the athlete here, and show the door that leads back to this place. */
export async function leaveForDoor(from: Place): Promise<void> {
  await forgetAthlete();
  await goto(doorTo(from, { hasEnded: true }), { replace: true, refreshAll: true });
}

/** Drop everything this browser holds of the athlete: memory, saved answers, drafts, notices, files on their way. */
export async function forgetAthlete(): Promise<void> {
  live.close();
  session.forget();
  toasts.clear();
  uploads.clear();
  forgetDrafts();
  await forgetOffline();
}
