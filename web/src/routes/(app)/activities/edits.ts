import { invalidate } from '$app/navigation';
import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import type { MonthsQuery } from './filters.ts';
import type { Selection } from './Selection.svelte.ts';

export type Fields = components['schemas']['ActivityFields'];
type Edited = components['schemas']['EditedOut'];
type Bulk = components['schemas']['BulkIn'];

/** Which activities an edit is about, as the API takes it. */
export function targetOf(selection: Selection, query: MonthsQuery): Pick<Bulk, 'ids' | 'filter'> {
  if (!selection.isAll) return { ids: selection.ids };
  const { from, to, deleted: _, ...rest } = query;
  return { filter: { ...rest, from_on: from ?? null, to_on: to ?? null, except_ids: selection.ids } };
}

/** Set fields of what is ticked. Throws `ApiError`. */
export async function setFields(target: Pick<Bulk, 'ids' | 'filter'>, set: Fields): Promise<void> {
  const edited = await edit({ ...target, set });
  await told(edited, 'list.changed');
}

/** Put what is ticked into the bin. Throws `ApiError`. */
export async function discard(target: Pick<Bulk, 'ids' | 'filter'>): Promise<void> {
  await told(await edit({ ...target, delete: true }), 'list.deleted');
}

/** Take what is ticked out of the bin. Throws `ApiError`. */
export async function restore(target: Pick<Bulk, 'ids' | 'filter'>): Promise<void> {
  await told(await edit({ ...target, restore: true }), 'list.restored');
}

function edit(bulk: Partial<Bulk>): Promise<Edited> {
  return read(api.POST('/api/v1/activities/bulk', { body: { delete: false, restore: false, ...bulk } }));
}

/** Say what was done, with the way back, and read anew what it changed. */
async function told(edited: Edited, text: 'list.changed' | 'list.deleted' | 'list.restored'): Promise<void> {
  const [first] = edited.activity_ids;
  if (edited.edit_id === null || first === undefined) {
    toasts.done(t('list.nothing_changed'));
    return;
  }
  const path = { activity_id: first, edit_id: edited.edit_id };
  toasts.done(t(text, { count: edited.activity_ids.length }), async () => {
    await read(api.POST('/api/v1/activities/{activity_id}/edits/{edit_id}/undo', { params: { path } }));
    await invalidate(DATA);
  });
  await invalidate(DATA);
}
