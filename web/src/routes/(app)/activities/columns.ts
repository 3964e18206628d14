import { t, type MessageKey } from '#lib/i18n/index.svelte.ts';
import { keep, kept } from '#lib/session/device.ts';
import { showClock } from '#lib/units/days.svelte.ts';
import { shown, type Quantity } from '#lib/units/convert.ts';
import { scaleFor, show, unitOf, unitText, type Maybe } from '#lib/units/show.svelte.ts';
import { workoutName } from '#lib/sports/sports.ts';
import type { Sort } from './filters.ts';
import type { KnownLoad } from '#lib/activities/loads.ts';
import type { Activity } from './Rows.svelte.ts';

/** What one month of the list comes to, as far as it is known; null where it is of none. */
export interface MonthTotals {
  month: string;
  count: number;
  distanceM: number | null;
  movingS: number;
  elapsedS: number;
  ascentM: number | null;
}

/** What a cell may need besides its row. */
export interface RowContext {
  load: KnownLoad | undefined;
  gearName: string | undefined;
}

/** A column that can be shown or hidden. */
export interface Column {
  name: ColumnName;
  head: MessageKey;
  /** Behind the head, where all rows share it. */
  unit?: () => string;
  widthRem: number;
  isText?: boolean;
  value: (activity: Activity, context: RowContext) => string;
  total?: (month: MonthTotals) => string;
  sort?: Sort;
}

export const COLUMN_NAMES = [
  'route',
  'distance',
  'moving',
  'speed',
  'heart_rate',
  'power',
  'ascent',
  'load',
  'start',
  'elapsed',
  'weighted_power',
  'workout_type',
  'gear'
] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

export const COLUMNS: Readonly<Record<ColumnName, Column>> = {
  route: { name: 'route', head: 'list.column_route', widthRem: 3.25, value: () => '' },
  distance: {
    name: 'distance',
    head: 'list.column_distance',
    unit: () => unitOf('distance'),
    widthRem: 5.25,
    value: (activity) => onScale(activity.distance_m, 'distance', 2),
    total: (month) => onScale(month.distanceM, 'distance', 1),
    sort: 'distance'
  },
  moving: {
    name: 'moving',
    head: 'list.column_moving',
    widthRem: 5.25,
    value: (activity) => show.duration(activity.moving_s ?? activity.elapsed_s),
    total: (month) => show.duration(month.movingS),
    sort: 'duration'
  },
  speed: {
    name: 'speed',
    head: 'list.column_speed',
    widthRem: 6.25,
    value: (activity) => show.speed(activity.average_speed_mps, activity.sport_family)
  },
  heart_rate: {
    name: 'heart_rate',
    head: 'list.column_heart_rate',
    unit: () => unitText('units.bpm'),
    widthRem: 4.25,
    value: (activity) => show.number(activity.average_heart_rate_bpm)
  },
  power: {
    name: 'power',
    head: 'list.column_power',
    unit: () => unitText('units.watts'),
    widthRem: 4.5,
    value: (activity) => show.number(activity.average_power_w)
  },
  ascent: {
    name: 'ascent',
    head: 'list.column_ascent',
    unit: () => unitOf('height'),
    widthRem: 4.75,
    value: (activity) => onScale(activity.ascent_m, 'height', 0),
    total: (month) => onScale(month.ascentM, 'height', 0),
    sort: 'ascent'
  },
  load: {
    name: 'load',
    head: 'list.column_load',
    widthRem: 3.75,
    value: (_, { load }) => show.number(load?.value)
  },
  start: {
    name: 'start',
    head: 'list.column_start',
    widthRem: 4.75,
    value: (activity) => showClock(activity.started_at, activity.utc_offset_s)
  },
  elapsed: {
    name: 'elapsed',
    head: 'list.column_elapsed',
    widthRem: 5.25,
    value: (activity) => show.duration(activity.elapsed_s),
    total: (month) => show.duration(month.elapsedS)
  },
  weighted_power: {
    name: 'weighted_power',
    head: 'list.column_weighted_power',
    unit: () => unitText('units.watts'),
    widthRem: 6,
    value: (activity) => show.number(activity.weighted_power_w)
  },
  workout_type: {
    name: 'workout_type',
    head: 'list.column_workout_type',
    widthRem: 7,
    isText: true,
    value: (activity) =>
      activity.workout_type === null
        ? t('units.unknown')
        : workoutName(activity.workout_type, activity.sport_family)
  },
  gear: {
    name: 'gear',
    head: 'list.column_gear',
    widthRem: 8,
    isText: true,
    value: (_, { gearName }) => gearName ?? t('units.unknown')
  }
};

const DEFAULT: readonly ColumnName[] = COLUMN_NAMES.slice(0, 8);
const KEPT_AS = 'activities.columns';

/** The columns that this device shows, in their order. */
export function chosenColumns(): readonly ColumnName[] {
  const names = kept(KEPT_AS)?.split(' ');
  return names === undefined ? DEFAULT : COLUMN_NAMES.filter((name) => names.includes(name));
}

/** Keep which columns this device shows. */
export function keepColumns(names: readonly ColumnName[]): void {
  keep(KEPT_AS, names.join(' '));
}

/** What gives way last where there is no room for all. */
const PRIORITY: readonly ColumnName[] = [
  'distance',
  'moving',
  'speed',
  'load',
  'heart_rate',
  'power',
  'ascent',
  'route',
  'elapsed',
  'weighted_power',
  'start',
  'workout_type',
  'gear'
];

/** As many of the columns as there is room for, in the order in which they are shown. */
export function fitting(names: readonly ColumnName[], roomRem: number): Column[] {
  let left = roomRem;
  const fit = PRIORITY.filter((name) => names.includes(name)).filter((name) => {
    left -= COLUMNS[name].widthRem;
    return left >= 0;
  });
  return COLUMN_NAMES.filter((name) => fit.includes(name)).map((name) => COLUMNS[name]);
}

function onScale(value: Maybe, quantity: Quantity, digits: number): string {
  return show.number(value == null ? value : shown(value, scaleFor(quantity)), digits);
}
