import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';

/** A status of the ledger in words; null: it never ran. */
export function statusWord(status: string | null): string {
  if (status === null) return t('admin.task_never');
  const key = `admin.task_${status}`;
  return isMessageKey(key) ? t(key) : status;
}
