import { t } from '#lib/i18n/index.svelte.ts';
import { secondsOf } from '#lib/units/convert.ts';
import { numberOf } from '#lib/units/typed.ts';

/** Why a field cannot be saved as it stands; undefined when it can. Empty is nothing said, unless the field is needed. */
export type Flaw = string | undefined;

/** A duration in clock figures, at least a second. */
export function durationFlaw(text: string, isNeeded = false): Flaw {
  if (text.trim() === '') return isNeeded ? t('fields.needed') : undefined;
  const seconds = secondsOf(text);
  if (seconds === null) return t('fields.not_a_duration');
  return seconds === 0 ? t('fields.no_time') : undefined;
}

/** A number between two bounds, as it is shown. */
export function numberFlaw(text: string, least: number, most: number): Flaw {
  if (text.trim() === '') return undefined;
  const value = numberOf(text);
  if (value === null) return t('fields.not_a_number');
  if (value < least) return t('fields.too_small', { least });
  return value > most ? t('fields.too_large', { most: Math.round(most) }) : undefined;
}

/** Moving time within elapsed time, as far as both can be read. */
export function movingFlaw(moving: string, elapsed: string): Flaw {
  const [movingS, elapsedS] = [secondsOf(moving), secondsOf(elapsed)];
  if (movingS !== null && elapsedS !== null && movingS > elapsedS) return t('fields.moving_longer');
  return durationFlaw(moving);
}

/** A time zone that this browser knows too, by its IANA name. */
export function zoneFlaw(name: string): Flaw {
  if (name.trim() === '') return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name.trim() });
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return t('fields.zone_unknown');
    throw error;
  }
}
