import type { components } from '#lib/api/schema.d.ts';
import { daysAfter } from '#lib/units/days.svelte.ts';

type Row = components['schemas']['ActivityOut'];

export type MergeMode = 'channels' | 'join';

/** How two recordings lie to each other once the other's clock was shifted, in seconds. */
export interface Meeting {
  /** The time in common; 0 when there is none. */
  commonS: number;
  /** The time between them; 0 when they meet. */
  gapS: number;
}

export function meetingOf(one: Row, other: Row, shiftS = 0): Meeting {
  const [oneS, otherS] = [Date.parse(one.started_at) / 1000, Date.parse(other.started_at) / 1000 + shiftS];
  const from = Math.max(oneS, otherS);
  const to = Math.min(oneS + one.elapsed_s, otherS + other.elapsed_s);
  return { commonS: Math.max(to - from, 0), gapS: Math.max(from - to, 0) };
}

/** Two recordings of the same time complete each other; others follow each other. */
export function usualMode(meeting: Meeting): MergeMode {
  return meeting.commonS > 0 ? 'channels' : 'join';
}

/** What the other recorded and this one did not; where there is nothing, all of it may be wanted instead of ours. */
export function usualChannels(one: Row, other: Row): string[] {
  return other.channels.filter((channel) => !one.channels.includes(channel));
}

/** The local days that hold what could be merged with an activity. */
export function daysAround(activity: Row): { from: string; to: string } {
  return { from: daysAfter(activity.local_on, -1), to: daysAfter(activity.local_on, 1) };
}

/** Of the activities around, those that can be merged with this one, the nearest start first. */
export function candidates(activity: Row, around: readonly Row[]): Row[] {
  const apart = (row: Row) => Math.abs(Date.parse(row.started_at) - Date.parse(activity.started_at));
  return around
    .filter(
      (row) =>
        row.id !== activity.id && !row.is_multi_sport && row.parent_id === null && row.channels.length > 0
    )
    .toSorted((one, other) => apart(one) - apart(other));
}
