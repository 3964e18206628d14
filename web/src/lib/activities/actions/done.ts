import { invalidate } from '$app/navigation';
import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

/** Say that an activity was changed, with a way back, and read everything anew. */
export async function done(text: string, activityId: string, editId: string | null): Promise<void> {
  toasts.done(text, editId === null ? null : () => undo(activityId, editId));
  await invalidate(DATA);
}

async function undo(activityId: string, editId: string): Promise<void> {
  const path = { activity_id: activityId, edit_id: editId };
  await read(api.POST('/api/v1/activities/{activity_id}/edits/{edit_id}/undo', { params: { path } }));
  await invalidate(DATA);
}
