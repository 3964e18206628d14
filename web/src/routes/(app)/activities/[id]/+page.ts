import { error } from '@sveltejs/kit';
import { api, ApiError, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { CHANNELS } from '#lib/streams/recording.ts';
import type { Activity } from './activity.ts';

/** A recording of five hours comes whole; of a longer one the rest is read once these are drawn. */
const FIRST_POINTS = 20_000;

/** The head of the activity first; what takes longer comes as it is ready. */
export async function load({ params, depends }) {
  depends(DATA);
  const path = { activity_id: params.id };
  const activity = await found(params.id);
  return {
    activity,
    analysis: read(api.GET('/api/v1/activities/{activity_id}/analysis', { params: { path } })),
    curves: read(api.GET('/api/v1/activities/{activity_id}/curves', { params: { path } })),
    laps: read(api.GET('/api/v1/activities/{activity_id}/laps', { params: { path } })),
    neighbours: read(api.GET('/api/v1/activities/{activity_id}/neighbours', { params: { path } })),
    streams: activity.channels.length > 0 ? streamsOf(activity) : null,
    wBalance: activity.channels.includes('power_w')
      ? read(api.GET('/api/v1/activities/{activity_id}/w-balance', { params: { path } }))
      : null,
    gear:
      activity.gear_id === null
        ? null
        : read(api.GET('/api/v1/gear/{gear_id}', { params: { path: { gear_id: activity.gear_id } } }))
  };
}

const AN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function found(id: string): Promise<Activity> {
  if (!AN_ID.test(id)) error(404);
  try {
    return await read(api.GET('/api/v1/activities/{activity_id}', { params: { path: { activity_id: id } } }));
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 404) error(404);
    throw problem;
  }
}

function streamsOf(activity: Activity) {
  const query = { channels: [...CHANNELS], points: FIRST_POINTS, rev: activity.content_rev };
  const path = { activity_id: activity.id };
  return read(api.GET('/api/v1/activities/{activity_id}/streams', { params: { path, query } }));
}
