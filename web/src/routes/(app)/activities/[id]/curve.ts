/** Best values by duration, as the API gives them. */
export interface Curve {
  readonly duration_s: readonly number[];
  readonly value: readonly (number | null)[];
}

/** Two curves over the durations of both, for one picture. */
export function joined(own: Curve, season: Curve) {
  const ownAt = byDuration(own);
  const seasonAt = byDuration(season);
  const durations = [...new Set([...ownAt.keys(), ...seasonAt.keys()])].sort((a, b) => a - b);
  return {
    durations,
    own: durations.map((duration) => ownAt.get(duration) ?? null),
    season: durations.map((duration) => seasonAt.get(duration) ?? null)
  };
}

/** How many of the activity's durations are the best of the season. */
export function bestCount(own: readonly (number | null)[], season: readonly (number | null)[]): number {
  return own.filter((value, at) => {
    const best = season[at];
    return value !== null && (best == null || value >= best);
  }).length;
}

function byDuration(curve: Curve): Map<number, number> {
  return new Map(
    curve.duration_s.flatMap((duration, at) => {
      const value = curve.value[at];
      return value == null ? [] : [[duration, value] as const];
    })
  );
}

const TICKS_S = [1, 5, 15, 60, 300, 1200, 3600, 10_800, 36_000];
const LEAST_APART = 0.1;

/** Durations to mark on an axis of powers, as far apart as their labels are wide. */
export function ticksBetween(shortest: number, longest: number): number[] {
  const width = Math.log(Math.max(longest, shortest + 1) / shortest);
  const ticks: number[] = [];
  for (const tick of TICKS_S) {
    const last = ticks.at(-1);
    const isClear = last === undefined || Math.log(tick / last) / width >= LEAST_APART;
    if (tick >= shortest && tick <= longest && isClear) ticks.push(tick);
  }
  return ticks;
}
