import { redirect } from '@sveltejs/kit';
import { api, read } from '#lib/api/client.ts';
import { doorTo } from '#lib/session/door.ts';
import { session } from '#lib/session/session.svelte.ts';

/** Only who is signed in comes in; others sign in and land where they wanted to go. */
export async function load({ url }) {
  const [me, app] = await Promise.all([session.me ?? session.load(), read(api.GET('/api/v1/app'))]);
  if (me === null) redirect(307, await doorFor(url));
  return { me, app };
}

async function doorFor(url: URL): Promise<string> {
  const { state } = await read(api.GET('/api/v1/auth/setup'));
  if (state !== 'done') return '/setup';
  return doorTo(url);
}
