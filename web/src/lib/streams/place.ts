import { t } from '#lib/i18n/index.svelte.ts';
import { clock } from '#lib/units/convert.ts';
import { show } from '#lib/units/show.svelte.ts';
import type { StreamView } from './StreamView.svelte.ts';

/** Where a sample is, in time and way. */
export function placeText(view: StreamView, at: number): string {
  const time = clock(view.secondsAt(at));
  const distance = view.value('distance_m', at);
  return distance === null ? time : t('streams.place', { time, distance: show.distance(distance) });
}
