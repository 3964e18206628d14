import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import { session } from './session.svelte.ts';

export type ProfileChanges = components['schemas']['ProfilePatch'];

/** Save what changed and show by it at once. What is not named stays, so two devices only meet on the same field. */
export async function saveProfile(changes: ProfileChanges): Promise<void> {
  await session.save(read(api.PATCH('/api/v1/profile', { body: changes })));
}

/** What differs from before, field by field: the rest is not sent. */
export function changesOf<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(before[name as keyof Fields]);
  return Object.fromEntries(Object.entries(after).filter(differs)) as Partial<Fields>;
}
