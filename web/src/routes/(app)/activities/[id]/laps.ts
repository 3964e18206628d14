import type { Span } from '#lib/streams/along.ts';
import type { Lap } from './activity.ts';

/** Laps as stretches of the recording, in seconds since its first sample. */
export function lapSpans(laps: readonly Lap[], firstAtMs: number): Span[] {
  return laps.map((lap) => {
    const from = Math.max((Date.parse(lap.started_at) - firstAtMs) / 1000, 0);
    return { from, to: from + lap.elapsed_s };
  });
}

/** A value of a lap by the name that its device gave it. */
export function lapValue(lap: Lap, name: string): number | null {
  return lap.summary[name] ?? null;
}

/** How fast a lap was: as the device says, else by its distance over the time of its timer. */
export function lapSpeed(lap: Lap): number | null {
  const said = lapValue(lap, 'avg_speed_mps');
  if (said !== null && said > 0) return said;
  const seconds = lap.timer_s ?? lap.elapsed_s;
  return lap.distance_m !== null && lap.distance_m > 0 && seconds > 0 ? lap.distance_m / seconds : null;
}

/** Bars of laps: as wide as they are long, as high as they were hard. They begin at 0, or their heights would lie. */
export function barsOf(
  seconds: readonly number[],
  values: readonly (number | null)[]
): { width: number; height: number }[] {
  const longest = Math.max(...seconds, 1);
  const highest = Math.max(...values.map((value) => value ?? 0), 1e-9);
  return seconds.map((duration, at) => ({
    width: Math.max(duration / longest, 0.002),
    height: Math.max(((values[at] ?? 0) / highest) * 100, 0)
  }));
}
