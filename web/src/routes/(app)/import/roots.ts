import { t } from '#lib/i18n/index.svelte.ts';

/** Where on the server a path may lie. */
export function rootsHint(roots: readonly string[]): string {
  const [root = '', ...others] = roots;
  return others.length === 0
    ? t('imports.folder_hint', { root })
    : t('imports.folder_hint_many', { roots: roots.join(', ') });
}
