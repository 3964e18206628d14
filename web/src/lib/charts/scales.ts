const ROUND = [1, 2, 2.5, 5, 10];

/** Hours, in seconds, that an axis of time in training is marked at. */
export const HOUR_STEPS_S = [
  300, 600, 900, 1800, 3600, 7200, 10_800, 18_000, 36_000, 72_000, 180_000, 360_000
];

/** Marks from 0 to a maximum, at most `most` steps apart by a round step, or by the first of `steps` that is wide enough. */
export function marksTo(maximum: number, most: number, steps?: readonly number[]): number[] {
  return marksBetween(0, maximum, most, steps);
}

/** Marks on round values that lie from a minimum to a maximum. */
export function marksBetween(
  minimum: number,
  maximum: number,
  most: number,
  steps?: readonly number[]
): number[] {
  const least = (maximum - minimum) / most;
  if (!(least > 0)) return [minimum];
  const step = steps?.find((one) => one >= least) ?? roundUp(least);
  const first = Math.ceil(minimum / step - 1e-9);
  const last = Math.floor(maximum / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return (ROUND.find((one) => one * power >= value - 1e-12) ?? 10) * power;
}
