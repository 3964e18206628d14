import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';

/** The name of a distance that is raced: "5 km", "1 mile", "Marathon", whatever the athlete's units are; others as any distance. */
export function distanceName(metres: number): string {
  const key = `records.distance_${Math.round(metres)}`;
  return isMessageKey(key) ? t(key) : show.distance(metres);
}
