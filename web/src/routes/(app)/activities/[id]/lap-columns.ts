import type { MessageKey } from '#lib/i18n/index.svelte.ts';
import { isPaced, show } from '#lib/units/show.svelte.ts';
import type { Lap } from './activity.ts';
import { lapSpeed, lapValue } from './laps.ts';

/** A column of the table of laps. */
export interface LapColumn {
  readonly name: MessageKey;
  readonly value: (lap: Lap) => number | null;
  readonly write: (value: number | null) => string;
}

/** What is said of a lap, as is usual for a family of sports. Reactive: it reads the profile. */
export function lapColumns(family: string): readonly LapColumn[] {
  return [
    {
      name: 'activity.distance',
      value: (lap) => lap.distance_m,
      write: (value) => show.distance(value, family)
    },
    { name: 'activity.time', value: (lap) => lap.timer_s ?? lap.elapsed_s, write: show.duration },
    {
      name: isPaced(family) ? 'activity.pace' : 'activity.speed',
      value: lapSpeed,
      write: (value) => show.speed(value, family)
    },
    { name: 'activity.power', value: said('avg_power_w'), write: show.power },
    { name: 'activity.weighted', value: said('normalized_power_w'), write: show.power },
    { name: 'activity.heart_rate', value: said('avg_heart_rate_bpm'), write: show.heartRate },
    { name: 'activity.heart_rate_max', value: said('max_heart_rate_bpm'), write: show.heartRate },
    {
      name: 'activity.cadence',
      value: said('avg_cadence_rpm'),
      write: (value) => show.cadence(value, family)
    },
    { name: 'activity.ascent', value: said('total_ascent_m'), write: show.height },
    { name: 'activity.lengths', value: said('num_active_lengths'), write: show.number }
  ];
}

function said(name: string): (lap: Lap) => number | null {
  return (lap) => lapValue(lap, name);
}
