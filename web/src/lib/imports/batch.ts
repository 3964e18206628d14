import type { components } from '#lib/api/schema.d.ts';
import type { Batch } from '#lib/live/live.svelte.ts';

export type Outcome = NonNullable<components['schemas']['FileOut']['outcome']>;

export const OUTCOMES: readonly Outcome[] = ['imported', 'duplicate', 'skipped', 'failed'];

/** Whether an import is still at work, or about to be. */
export function isOpen(batch: Batch): boolean {
  return batch.finished_at === null;
}

/**
 * Of what was read and what the stream told of the same import, the later one. The stream ends with the import, so of two that
 * ended what was read is later: it may have been rolled back since.
 */
export function later(readBatch: Batch, told: Batch | undefined): Batch {
  if (told === undefined || !isOpen(readBatch)) return readBatch;
  return !isOpen(told) || told.done >= readBatch.done ? told : readBatch;
}

/** How much is done, from 0 to 1; null while it is not known how much there is. */
export function shareDone(batch: Batch): number | null {
  if (batch.status === 'queued' || batch.status === 'listing' || batch.total === 0) return null;
  return batch.done / batch.total;
}

/** The folder that all of these paths lie in, with its last slash; empty when they have none in common. */
export function folderOf(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (folder !== '' && !others.every((path) => path.startsWith(folder))) {
    folder = folder.slice(0, folder.slice(0, -1).lastIndexOf('/') + 1);
  }
  return folder;
}
