import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';

export type Activity = components['schemas']['ActivityOut'];

/** The load of an activity, or why there is none. */
export interface KnownLoad {
  value: number | null;
  /** A sentence for the athlete; null where there is a load, or soon will be. */
  reason: string | null;
  isPending: boolean;
}

export type LoadsById = ReadonlyMap<string, KnownLoad>;

/** The columns of the API by activity. What does not count has no entry. */
export function loadsById(columns: components['schemas']['LoadsOut']): LoadsById {
  return new Map(
    columns.activity_id.map((id, at) => [
      id,
      {
        value: columns.load[at] ?? null,
        reason: columns.reason[at] ?? null,
        isPending: columns.not_computable[at] === 'pending'
      }
    ])
  );
}

/** The API takes no more ids at once. */
const MOST_IDS = 200;

export interface Recent {
  activities: Activity[];
  loads: LoadsById;
}

/** The newest activities. */
export async function readNewest(count: number): Promise<Activity[]> {
  const query = { limit: Math.min(count, MOST_IDS) };
  return (await read(api.GET('/api/v1/activities', { params: { query } }))).items;
}

/** The same with their loads, which take another question. */
export async function withLoads(newest: Promise<Activity[]>): Promise<Recent> {
  const activities = await newest;
  if (activities.length === 0) return { activities, loads: new Map() };
  const ids = activities.map((activity) => activity.id);
  const loads = await read(api.GET('/api/v1/loads', { params: { query: { ids } } }));
  return { activities, loads: loadsById(loads) };
}
