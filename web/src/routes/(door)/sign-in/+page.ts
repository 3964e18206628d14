import { redirect } from '@sveltejs/kit';
import { api, read } from '#lib/api/client.ts';
import { nextOf } from '#lib/session/door.ts';
import { session } from '#lib/session/session.svelte.ts';

/** Nobody signs in twice, nor where there is no account yet. */
export async function load({ url }) {
  if (session.me !== null) redirect(307, nextOf(url));
  const { state } = await read(api.GET('/api/v1/auth/setup'));
  if (state !== 'done') redirect(307, '/setup');
}
