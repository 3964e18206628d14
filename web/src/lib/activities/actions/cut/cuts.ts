import { secondsOf } from '#lib/units/convert.ts';

/** A stretch of a recording, in seconds since its first sample. */
export interface Stretch {
  fromS: number;
  toS: number;
}

/** The most that the API splits at once. */
export const MOST_CUTS = 50;

/** The times of some fields, in order and each once; null while one of them reads as none or lies outside of the recording. */
export function cutsOf(texts: readonly string[], totalS: number): number[] | null {
  const cuts = texts.map(secondsOf);
  if (cuts.some((cut) => cut === null || cut <= 0 || cut >= totalS)) return null;
  return [...new Set(cuts as number[])].toSorted((one, other) => one - other);
}

/** What a recording falls into at these cuts. */
export function piecesOf(cuts: readonly number[], totalS: number): Stretch[] {
  const begins = [0, ...cuts];
  return begins.map((fromS, at) => ({ fromS, toS: begins[at + 1] ?? totalS }));
}

/** Where laps begin, in seconds since the first sample; those at the very ends cut nothing off. */
export function lapCuts(
  laps: readonly { started_at: string }[],
  firstAtMs: number,
  totalS: number
): number[] {
  return laps
    .map((lap) => Math.round((Date.parse(lap.started_at) - firstAtMs) / 1000))
    .filter((cut) => cut > 0 && cut < totalS);
}
