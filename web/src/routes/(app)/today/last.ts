import { api, read } from '#lib/api/client.ts';
import type { Activity, KnownLoad, Recent } from '#lib/activities/loads.ts';

/** The newest activity, with a course of a channel where there is no track to draw. */
export interface Last {
  activity: Activity;
  load: KnownLoad | undefined;
  course: { channel: Channel; values: (number | null)[] } | null;
}

const CHANNELS = ['power_w', 'heart_rate_bpm', 'speed_mps'] as const;
type Channel = (typeof CHANNELS)[number];

/** As many as the little drawing has room for. */
const COURSE_POINTS = 120;

/** The newest activity that counts; null when there is none. */
export async function readLast(recent: Promise<Recent>): Promise<Last | null> {
  const { activities, loads } = await recent;
  const activity = activities.find((one) => one.counted) ?? activities[0];
  if (activity === undefined) return null;
  return {
    activity,
    load: loads.get(activity.id),
    course: activity.polyline ? null : await courseOf(activity)
  };
}

async function courseOf(activity: Activity): Promise<Last['course']> {
  const channel = CHANNELS.find((name) => activity.channels.includes(name));
  if (channel === undefined) return null;
  const streams = await read(
    api.GET('/api/v1/activities/{activity_id}/streams', {
      params: {
        path: { activity_id: activity.id },
        query: { channels: [channel], points: COURSE_POINTS, rev: activity.content_rev }
      }
    })
  );
  return { channel, values: streams.channels[channel]?.values ?? [] };
}
