import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';

export type ZoneTimes = components['schemas']['ZoneTimesOut'];

/** Zones as the bars want them: named Z1 and on, with their bounds in the athlete's units, the unit once. */
export function zoneRows(
  times: ZoneTimes,
  write: (bound: number) => string,
  writeBare: (bound: number) => string
): { name: string; bounds: string; seconds: number }[] {
  return times.names.map((name, at) => {
    const lower = times.lower_bounds[at] ?? 0;
    const upper = times.lower_bounds[at + 1];
    const bounds =
      upper === undefined
        ? t('activity.zone_from', { lower: write(lower) })
        : lower === 0
          ? t('activity.zone_to', { upper: write(upper) })
          : t('activity.zone_between', { lower: writeBare(lower), upper: write(upper) });
    return { name: t('activity.zone_name', { name }), bounds, seconds: times.seconds[at] ?? 0 };
  });
}
