import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';

/** The name of a scheme of zones, as the API codes it; one that is not in the list is the athlete's own. */
export function schemeName(code: string): string {
  const key = `zones.scheme_${code}`;
  return isMessageKey(key) ? t(key) : t('zones.scheme_other');
}
