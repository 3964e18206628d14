import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { Stretch } from './cuts.ts';

/** What is drawn under the cuts, the most telling first. */
const DRAWN = ['speed_mps', 'power_w', 'altitude_m', 'heart_rate_bpm'] as const;
const POINTS = 400;

/** A recording as far as cutting it needs: how long it is, and one line that shows what happened when. */
export interface Outline {
  totalS: number;
  firstAtMs: number;
  channel: string | null;
  elapsedS: number[];
  values: (number | null)[];
}

/** The outline of an activity's recording. Throws `ApiError`. */
export async function readOutline(activityId: string): Promise<Outline> {
  const params = { path: { activity_id: activityId }, query: { channels: [...DRAWN], points: POINTS } };
  const streams = await read(api.GET('/api/v1/activities/{activity_id}/streams', { params }));
  const channel = DRAWN.find((name) => streams.channels[name] !== undefined) ?? null;
  return {
    totalS: (streams.elapsed_ms.at(-1) ?? 0) / 1000,
    firstAtMs: streams.first_at_ms ?? 0,
    channel,
    elapsedS: streams.elapsed_ms.map((ms) => ms / 1000),
    values: channel === null ? [] : (streams.channels[channel]?.values ?? [])
  };
}

/** What stretches of an activity come to, measured as the whole is measured. Throws `ApiError`. */
export function measure(
  activityId: string,
  stretches: readonly Stretch[]
): Promise<components['schemas']['SelectionOut'][]> {
  return Promise.all(
    stretches.map(({ fromS, toS }) => {
      const params = { path: { activity_id: activityId }, query: { from_s: fromS, to_s: toS } };
      return read(api.GET('/api/v1/activities/{activity_id}/selection', { params }));
    })
  );
}
