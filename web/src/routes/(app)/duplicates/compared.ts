import { channelGroups } from '#lib/activities/channels.ts';
import type { components } from '#lib/api/schema.d.ts';
import { t, type MessageKey } from '#lib/i18n/index.svelte.ts';
import { sportName } from '#lib/sports/sports.ts';
import { showClock, showDay } from '#lib/units/days.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';

type Activity = components['schemas']['ActivityOut'];

export interface ComparedRow {
  name: MessageKey;
  earlier: string;
  later: string;
  isDifferent: boolean;
}

const ROWS: readonly (readonly [MessageKey, (activity: Activity) => string])[] = [
  ['pairs.sport', (activity) => sportName(activity.sport)],
  [
    'pairs.start',
    (activity) =>
      `${showDay(activity.local_on, 'day-month')} ${showClock(activity.started_at, activity.utc_offset_s)}`
  ],
  ['pairs.elapsed', (activity) => show.duration(activity.elapsed_s)],
  ['pairs.moving', (activity) => show.duration(activity.moving_s)],
  ['pairs.distance', (activity) => show.distance(activity.distance_m)],
  ['pairs.ascent', (activity) => show.height(activity.ascent_m)],
  ['pairs.heart_rate', (activity) => show.heartRate(activity.average_heart_rate_bpm)],
  ['pairs.power', (activity) => show.power(activity.average_power_w)],
  ['pairs.channels', channelsOf]
];

/** The values of two activities beside each other, without what neither knows. They differ when what is shown differs. */
export function compared(earlier: Activity, later: Activity): ComparedRow[] {
  return ROWS.map(([name, write]) => ({ name, earlier: write(earlier), later: write(later) }))
    .filter((row) => row.earlier !== t('units.unknown') || row.later !== t('units.unknown'))
    .map((row) => ({ ...row, isDifferent: row.earlier !== row.later }));
}

function channelsOf({ channels }: Activity): string {
  const names = channelGroups(channels).map((group) => group.text);
  return names.length === 0 ? t('pairs.channels_none') : names.join(', ');
}
