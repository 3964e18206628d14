import { t, type MessageKey } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';
import type { Activity } from './activity.ts';

type Row = readonly [
  said: string,
  name: MessageKey,
  ours: (activity: Activity) => number | null,
  write: (value: number | null) => string
];

const ROWS: readonly Row[] = [
  ['total_distance_m', 'activity.distance', (activity) => activity.distance_m, show.distance],
  ['total_moving_time_s', 'activity.moving', (activity) => activity.moving_s, show.duration],
  ['total_timer_time_s', 'activity.timer', (activity) => activity.timer_s, show.duration],
  ['total_ascent_m', 'activity.ascent', (activity) => activity.ascent_m, show.height],
  ['total_descent_m', 'activity.descent', (activity) => activity.descent_m, show.height],
  ['avg_power_w', 'activity.power', (activity) => activity.average_power_w, show.power],
  ['normalized_power_w', 'activity.weighted', (activity) => activity.weighted_power_w, show.power],
  ['max_power_w', 'activity.power_max', (activity) => activity.max_power_w, show.power],
  [
    'avg_heart_rate_bpm',
    'activity.heart_rate',
    (activity) => activity.average_heart_rate_bpm,
    show.heartRate
  ],
  [
    'max_heart_rate_bpm',
    'activity.heart_rate_max',
    (activity) => activity.max_heart_rate_bpm,
    show.heartRate
  ],
  ['total_calories_kcal', 'activity.calories', (activity) => activity.calories_kcal, show.calories],
  ['training_stress_score', 'activity.device_load', () => null, show.number]
];

/** The totals that the device wrote itself, beside ours. */
export function saidByDevice(activity: Activity): { name: string; device: string; ours: string }[] {
  return ROWS.flatMap(([said, name, ours, write]) => {
    const value = activity.summary[said];
    return value === undefined ? [] : [{ name: t(name), device: write(value), ours: write(ours(activity)) }];
  });
}
