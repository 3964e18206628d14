import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import type { Batch } from '#lib/live/live.svelte.ts';
import type { Sending } from './send.ts';
import { Uploads } from './uploads.svelte.ts';

interface Call {
  names: string[];
  sending: Sending;
  answer: (batch: Partial<Batch>) => void;
  refuse: (error: Error) => void;
}

function server(): { calls: Call[]; uploads: Uploads } {
  const calls: Call[] = [];
  const uploads = new Uploads((files, sending) => {
    return new Promise<Batch>((resolve, reject) => {
      sending.signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      const names = files.map((file) => file.name);
      calls.push({ names, sending, answer: (batch) => resolve(batch as Batch), refuse: reject });
    });
  });
  return { calls, uploads };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const file = (name: string, size = 10) => new File([new Uint8Array(size)], name);

describe('uploads', () => {
  it('send one group after the other, the first first', async () => {
    const { calls, uploads } = server();
    uploads.add(Array.from({ length: 501 }, (_, at) => file(`${at}.fit`)));
    expect(uploads.items.map((upload) => upload.fileCount)).toEqual([500, 1]);
    await settled();
    expect(calls).toHaveLength(1);
    calls[0]?.answer({ id: 'one' });
    await settled();
    expect(calls).toHaveLength(2);
    calls[1]?.answer({ id: 'two' });
    await settled();
    expect(uploads.items.map((upload) => upload.importId).sort()).toEqual(['one', 'two']);
    expect(uploads.open).toEqual([]);
  });

  it('say how far they are, and that the server is storing what was sent', async () => {
    const { calls, uploads } = server();
    uploads.add([file('a.fit', 100)]);
    await settled();
    calls[0]?.sending.onprogress(60, 150);
    expect(uploads.items[0]).toMatchObject({ state: 'sending', sentBytes: 60 });
    calls[0]?.sending.onprogress(150, 150);
    expect(uploads.items[0]).toMatchObject({ state: 'storing', sentBytes: 100 });
  });

  it('are tried again under the same key, so that nothing is imported twice', async () => {
    const { calls, uploads } = server();
    uploads.add([file('a.fit')]);
    await settled();
    calls[0]?.refuse(new ApiError(0, 'offline', ''));
    await settled();
    const [upload] = uploads.items;
    expect(upload?.state).toBe('failed');
    if (upload) uploads.retry(upload);
    await settled();
    expect(calls[1]?.sending.idempotencyKey).toBe(calls[0]?.sending.idempotencyKey);
  });

  it('go on with the next when one fails or is called off', async () => {
    const { calls, uploads } = server();
    uploads.add([file('a.fit')]);
    uploads.add([file('b.fit')]);
    uploads.add([file('c.fit')]);
    await settled();
    const first = uploads.items.find((upload) => upload.firstName === 'a.fit');
    if (first) uploads.remove(first);
    await settled();
    calls[1]?.refuse(new ApiError(500, 'internal', ''));
    await settled();
    expect(calls.map((call) => call.names[0])).toEqual(['a.fit', 'b.fit', 'c.fit']);
    expect(uploads.items.map((upload) => upload.firstName)).toEqual(['c.fit', 'b.fit']);
  });

  it('are sent over plain http too, where browsers make no identifiers', async () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    const { calls, uploads } = server();
    uploads.add([file('a.fit')]);
    await settled();
    expect(calls[0]?.sending.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    vi.unstubAllGlobals();
  });

  it('send nothing more, nor keep a name, once the athlete has left', async () => {
    const { calls, uploads } = server();
    uploads.add([file('a.fit')]);
    uploads.add([file('b.fit')]);
    await settled();
    uploads.clear();
    await settled();
    expect(calls.map((call) => call.sending.signal.aborted)).toEqual([true]);
    expect(uploads.items).toEqual([]);
  });
});
