import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { Activity, LoadsById, Recent } from '#lib/activities/loads.ts';
import { readSamples, type Sample } from '#lib/samples/samples.ts';
import type { Proposal } from '#lib/thresholds/kinds.svelte.ts';
import type { Batch } from '#lib/live/live.svelte.ts';
import { daysAfter, type Day } from '#lib/units/days.svelte.ts';

export type Note = components['schemas']['NoteOut'];

/** Activities that have no load for the same reason. */
export interface Unloaded {
  reason: string;
  activities: Activity[];
}

/** What waits for the athlete, or is worth knowing today. */
export interface Attention {
  /** Would change something. */
  proposals: Proposal[];
  /** Are in use already, as estimates. */
  estimates: Proposal[];
  pairCount: number;
  imports: Batch[];
  unloaded: Unloaded[];
  notes: Note[];
  /** Sample data that stands among the athlete's own. */
  sample: Sample | null;
}

const LOOKED_BACK_DAYS = 28;
/** How long an import that failed in part is worth a line. */
const IMPORT_DAYS = 7;

export async function readAttention(recent: Promise<Recent>, on: Day): Promise<Attention> {
  const [proposals, pairs, imports, notes, samples, { activities, loads }] = await Promise.all([
    read(api.GET('/api/v1/thresholds/proposals')),
    read(api.GET('/api/v1/activities/duplicates', { params: { query: { limit: 1 } } })),
    read(api.GET('/api/v1/imports', { params: { query: { limit: 5 } } })),
    read(api.GET('/api/v1/profile/notes', { params: { query: { from: on, to: on } } })),
    readSamples(),
    recent
  ]);
  return {
    proposals: proposals.items.filter((one) => !one.is_serving),
    estimates: proposals.items.filter((one) => one.is_serving),
    pairCount: pairs.total_count,
    imports: imports.imports.filter((batch) => needsALook(batch, on)),
    unloaded: unloadedSince(daysAfter(on, -LOOKED_BACK_DAYS), activities, loads),
    notes: notes.items,
    sample: samples.present
  };
}

/** Imports under way, and those of the last days that left something behind. */
export function needsALook(batch: Batch, on: Day): boolean {
  if (batch.finished_at === null) return true;
  if (batch.finished_at.slice(0, 10) < daysAfter(on, -IMPORT_DAYS)) return false;
  return batch.status === 'failed' || (batch.status === 'completed' && batch.counts.failed > 0);
}

/** The activities since a day that have no load and will get none by waiting, by reason. */
export function unloadedSince(from: Day, activities: readonly Activity[], loads: LoadsById): Unloaded[] {
  const byReason = new Map<string, Activity[]>();
  for (const activity of activities) {
    const load = loads.get(activity.id);
    if (activity.local_on < from || load?.value !== null || load.reason === null) continue;
    byReason.set(load.reason, [...(byReason.get(load.reason) ?? []), activity]);
  }
  return [...byReason].map(([reason, without]) => ({ reason, activities: without }));
}

/** How many entries the list has. */
export function waitingCount(attention: Attention): number {
  const { proposals, estimates, pairCount, imports, unloaded, notes, sample } = attention;
  const single = Number(pairCount > 0) + Number(estimates.length > 0) + Number(sample !== null);
  return single + proposals.length + imports.length + unloaded.length + notes.length;
}
