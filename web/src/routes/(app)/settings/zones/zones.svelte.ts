import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { inSpeedOf, inUnit, type Notation } from '#lib/units/notation.svelte.ts';

export type Zones = components['schemas']['ZonesOut'];
export type Zone = components['schemas']['ZoneOut'];

/** Bounds of the athlete's own, in the API's words. */
export const CUSTOM = 'custom';

const MOST_ZONES = 12;
const FEWEST_ZONES = 2;
/** A new zone begins this much above the one below it, to be corrected from there. */
const NEXT_SHARE = 1.08;

/** How bounds of a kind are typed and written. */
export function boundNotation(kind: Zones['kind'], family: string): Notation {
  if (kind === 'pace') return inSpeedOf(family);
  return inUnit(kind === 'power' ? 'units.watts' : 'units.bpm', 0);
}

/** From where to where a zone goes; a pace is said by its two ends like any other. */
export function showZone(zone: Zone, notation: Notation): string {
  const [from, to] = [notation.write(zone.lower), zone.upper === null ? '' : notation.write(zone.upper)];
  const isPace = notation.write(1).includes(':');
  if (zone.upper === null) {
    return t(isPace ? 'settings.zone_faster' : 'settings.zone_above', { from, unit: notation.unit });
  }
  if (zone.lower === 0) {
    return t(isPace ? 'settings.zone_slower' : 'settings.zone_below', { to, unit: notation.unit });
  }
  return t('settings.zone_between', { from, to, unit: notation.unit });
}

/** What a list of bounds would draw. */
export function zonesOf(lowerBounds: readonly number[]): Zone[] {
  return lowerBounds.map((lower, at) => ({
    name: String(at + 1),
    lower,
    upper: lowerBounds[at + 1] ?? null
  }));
}

export function withZoneAdded(bounds: readonly (number | null)[]): (number | null)[] {
  const last = bounds.at(-1) ?? null;
  return bounds.length >= MOST_ZONES ? [...bounds] : [...bounds, last === null ? null : last * NEXT_SHARE];
}

export function withZoneRemoved(bounds: readonly (number | null)[]): (number | null)[] {
  return bounds.length <= FEWEST_ZONES ? [...bounds] : bounds.slice(0, -1);
}
