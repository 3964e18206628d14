import type { components } from '#lib/api/schema.d.ts';

export type Health = components['schemas']['HealthOut'];

/** Workers are heard of every few seconds; this long without one, there is none. */
const SILENT_MS = 60_000;
/** Work that waits longer than this is stuck, not queued. */
const STUCK_MS = 10 * 60_000;

export type Trouble = 'schema_behind' | 'no_worker' | 'jobs_stuck' | 'jobs_failed' | 'tasks_failed';

/** What somebody has to look after, the gravest first; empty when all is well. */
export function troublesOf(health: Health, now: Date): Trouble[] {
  const { database, queue, tasks } = health;
  const age = (instant: string | null) => (instant === null ? null : now.getTime() - Date.parse(instant));
  const [silence, waited] = [age(queue.worker_heard_at), age(queue.oldest_waiting_since)];
  const found: [Trouble, boolean][] = [
    ['schema_behind', database.revision !== database.newest_revision],
    ['no_worker', silence === null || silence > SILENT_MS],
    ['jobs_stuck', waited !== null && waited > STUCK_MS],
    ['jobs_failed', queue.failed > 0],
    ['tasks_failed', tasks.some((task) => task.status === 'failed')]
  ];
  return found.filter(([, isSo]) => isSo).map(([trouble]) => trouble);
}
