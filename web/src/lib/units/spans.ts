import { t } from '#lib/i18n/index.svelte.ts';
import { clock } from './convert.ts';

/** A length of time that is a name, in few characters: `30 s`, `20 min`, `1 h 30 min`, `1:23:45`. */
export function showSpan(seconds: number): string {
  if (seconds < 60) return t('units.seconds', { seconds });
  if (seconds % 3600 === 0) return t('units.hours', { value: seconds / 3600 });
  if (seconds < 3600 && seconds % 60 === 0) return t('units.minutes', { minutes: seconds / 60 });
  if (seconds % 60 === 0) {
    return t('units.hours_minutes', { hours: Math.floor(seconds / 3600), minutes: (seconds % 3600) / 60 });
  }
  return clock(seconds);
}
