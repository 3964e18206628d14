import { api, ApiError, read } from '#lib/api/client.ts';

export type EffortMeasure = 'power' | 'speed' | 'graded_speed' | 'heart_rate';

/** The address of an activity at the stretch in which it held the best of a duration; the whole of it where that cannot be found. */
export async function effortAddress(
  activityId: string,
  measure: EffortMeasure,
  durationS: number
): Promise<string> {
  try {
    const place = await read(
      api.GET('/api/v1/activities/{activity_id}/effort', {
        params: { path: { activity_id: activityId }, query: { measure, duration_s: durationS } }
      })
    );
    return stretchAddress(activityId, place.start_s, place.end_s);
  } catch (error) {
    if (error instanceof ApiError) return stretchAddress(activityId, null, null);
    throw error;
  }
}

/** The address of an activity, at a stretch of it where one is known. */
export function stretchAddress(activityId: string, fromS: number | null, toS: number | null): string {
  const address = `/activities/${activityId}`;
  if (fromS === null || toS === null) return address;
  return `${address}?from=${Math.floor(fromS)}&to=${Math.ceil(toS)}`;
}
