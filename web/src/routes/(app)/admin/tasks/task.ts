import type { components } from '#lib/api/schema.d.ts';
import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';

export type Task = components['schemas']['TaskOut'];

/** Some run every minute: all that failed, and the newest of the rest. */
export function worthShowing(tasks: readonly Task[], few: number): Task[] {
  const failed = tasks.filter((task) => task.status === 'failed');
  return [...failed, ...tasks.filter((task) => task.status !== 'failed').slice(0, few)];
}

/** A status of the ledger in words; null: it never ran. */
export function statusWord(status: string | null): string {
  if (status === null) return t('admin.task_never');
  const key = `admin.task_${status}`;
  return isMessageKey(key) ? t(key) : status;
}
