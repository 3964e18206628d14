import type { Token } from '#lib/charts/colours.ts';

/** What form says of the day, from rested to overloaded. */
export type FormBand = 'transition' | 'fresh' | 'grey' | 'optimal' | 'risk';

export interface Band {
  band: FormBand;
  /** Form below this belongs to the next band. */
  from: number;
  token: Token;
}

const LOWEST: Band = { band: 'risk', from: -Infinity, token: '--band-risk' };

/**
 * The bands of form, highest first. Conventions of the field (intervals.icu's defaults), not physiology: they suit athletes whose
 * fitness is some 40 to 100.
 */
export const FORM_BANDS: readonly Band[] = [
  { band: 'transition', from: 25, token: '--band-transition' },
  { band: 'fresh', from: 5, token: '--band-fresh' },
  { band: 'grey', from: -10, token: '--band-grey' },
  { band: 'optimal', from: -30, token: '--band-optimal' },
  LOWEST
];

/** The band a form lies in. */
export function bandOf(form: number): Band {
  return FORM_BANDS.find((one) => form >= one.from) ?? LOWEST;
}

/** Below this fitness the bands say nothing: form can hardly leave the middle one. */
const LITTLE_FITNESS = 10;

/** What a day's figures mean, in one word: little training, still building up from nothing, or the band of form. */
export type Meaning = 'little' | 'building' | FormBand;

export function meaningOf(fitness: number, form: number, isBuilding: boolean): Meaning {
  if (isBuilding) return 'building';
  if (fitness < LITTLE_FITNESS) return 'little';
  return bandOf(form).band;
}
