import { describe, expect, it } from 'vitest';
import type { Batch } from '#lib/live/live.svelte.ts';
import { folderOf, later, shareDone } from './batch.ts';

function batch(over: Partial<Batch>): Batch {
  return { id: 'a', status: 'running', total: 10, done: 0, finished_at: null, ...over } as Batch;
}

const OVER = '2026-11-28T10:00:00Z';

describe('what is known of an import', () => {
  it('is what the stream told while it runs, and what was read once it is over', () => {
    const readBefore = batch({ done: 2 });
    const told = batch({ done: 5 });
    expect(later(readBefore, told)).toBe(told);
    expect(later(batch({ done: 7 }), told).done).toBe(7);
    const ended = batch({ done: 10, status: 'completed', finished_at: OVER });
    expect(later(readBefore, ended)).toBe(ended);
    const takenBack = batch({ status: 'rolled_back', finished_at: OVER });
    expect(later(takenBack, ended)).toBe(takenBack);
  });

  it('has no share while nobody knows how much there is', () => {
    expect(shareDone(batch({ status: 'listing', total: 40 }))).toBeNull();
    expect(shareDone(batch({ total: 0 }))).toBeNull();
    expect(shareDone(batch({ total: 8, done: 2 }))).toBe(0.25);
  });
});

describe('the folder of some files', () => {
  it.each([
    [['/a/b/1.fit', '/a/b/2.fit'], '/a/b/'],
    [['/a/b/1.fit', '/a/c/2.fit'], '/a/'],
    [['/a/bc/1.fit', '/a/b/2.fit'], '/a/'],
    [['1.fit', 'x/2.fit'], ''],
    [['x/1.fit', '2.fit'], ''],
    [[], '']
  ])('of %j is %j', (paths, folder) => expect(folderOf(paths)).toBe(folder));
});
