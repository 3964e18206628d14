import { invalidate } from '$app/navigation';
import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { Gear, GearKind } from '#lib/gear/gear.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

export type GearPatch = components['schemas']['GearPatch'];
export type GearIn = components['schemas']['GearIn'];

/** Change what is named. Throws `ApiError`. */
export async function change(gear: Gear, body: GearPatch): Promise<void> {
  await read(api.PATCH('/api/v1/gear/{gear_id}', { params: { path: { gear_id: gear.id } }, body }));
  await invalidate(DATA);
}

/** Add gear. Throws `ApiError`. */
export async function add(body: GearIn): Promise<void> {
  await read(api.POST('/api/v1/gear', { body }));
  await invalidate(DATA);
}

/** Take gear out of use, or use it again; its activities keep it. Throws `ApiError`. */
export async function retire(gear: Gear, isRetired: boolean): Promise<void> {
  await change(gear, { is_retired: isRetired });
  const text = t(isRetired ? 'gear.retired_what' : 'gear.used_again', { name: gear.name });
  toasts.done(text, () => change(gear, { is_retired: !isRetired }));
}

/** Remove gear that no activity has; nothing but its id is lost when it is taken back. Throws `ApiError`. */
export async function remove(gear: Gear): Promise<void> {
  await read(api.DELETE('/api/v1/gear/{gear_id}', { params: { path: { gear_id: gear.id } } }));
  await invalidate(DATA);
  const { name, brand, model, is_retired, initial_distance_m } = gear;
  const kind = gear.kind as GearKind;
  toasts.done(t('gear.removed', { name }), () =>
    add({ kind, name, brand, model, is_retired, initial_distance_m })
  );
}
