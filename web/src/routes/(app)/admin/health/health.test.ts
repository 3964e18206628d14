import { describe, expect, it } from 'vitest';
import { troublesOf, type Health } from './health.ts';

describe('health', () => {
  const now = new Date('2026-11-28T12:00:00Z');
  const well: Health = {
    version: '0.1.0',
    database: {
      kind: 'embedded',
      version: '18.1',
      size_bytes: 1,
      revision: '0011',
      newest_revision: '0011',
      pool_size: 10,
      pool_in_use: 1
    },
    queue: {
      waiting: 2,
      running: 1,
      failed: 0,
      oldest_waiting_since: '2026-11-28T11:59:00Z',
      worker_heard_at: '2026-11-28T11:59:55Z'
    },
    tasks: []
  };

  it('is good when somebody works and nothing waits long', () => {
    expect(troublesOf(well, now)).toEqual([]);
  });

  it('names what somebody has to look after', () => {
    const ill: Health = {
      ...well,
      database: { ...well.database, revision: '0010' },
      queue: {
        ...well.queue,
        failed: 3,
        worker_heard_at: null,
        oldest_waiting_since: '2026-11-28T10:00:00Z'
      },
      tasks: [
        {
          function_name: 'scan',
          cron: null,
          next_run_at: null,
          status: 'failed',
          started_at: null,
          finished_at: null,
          duration_ms: null
        }
      ]
    };
    expect(troublesOf(ill, now)).toEqual([
      'schema_behind',
      'no_worker',
      'jobs_stuck',
      'jobs_failed',
      'tasks_failed'
    ]);
  });
});
