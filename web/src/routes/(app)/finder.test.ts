import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError } from '#lib/api/client.ts';
import { Finder } from './finder.svelte.ts';

const hit = (title: string) => ({ items: [{ id: title, title }] });

function answering(bodies: Record<string, unknown>) {
  return vi.spyOn(api, 'GET').mockImplementation(((
    _: string,
    { params }: { params: { query: { q: string } } }
  ) => {
    const body = bodies[params.query.q];
    if (body instanceof ApiError) return Promise.reject(body);
    return Promise.resolve({ data: body, response: new Response() });
  }) as never);
}

describe('the finder', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function type(finder: Finder, query: string): void {
    finder.query = query;
    finder.look();
  }

  it('asks once for what is typed in one go', async () => {
    const get = answering({ run: hit('Lunch run') });
    const finder = new Finder();
    for (const query of ['r', 'ru', 'run ']) type(finder, query);
    expect(finder.isReading).toBe(true);
    await vi.runAllTimersAsync();
    expect(get).toHaveBeenCalledTimes(1);
    expect(finder.hits.map((one) => one.title)).toEqual(['Lunch run']);
    expect(finder.isReading).toBe(false);
  });

  it('keeps what it found until something newer is found, and forgets it with the words', async () => {
    answering({ run: hit('Lunch run'), ride: hit('Lunch ride') });
    const finder = new Finder();
    type(finder, 'run');
    await vi.runAllTimersAsync();
    type(finder, 'ride');
    expect(finder.hits.map((one) => one.title)).toEqual(['Lunch run']);
    await vi.runAllTimersAsync();
    expect(finder.hits.map((one) => one.title)).toEqual(['Lunch ride']);
    finder.clear();
    expect(finder.hits).toEqual([]);
  });

  it('says what went wrong, and finds when asked again', async () => {
    const get = answering({ run: new ApiError(0, 'offline', 'Away.') });
    const finder = new Finder();
    type(finder, 'run');
    await vi.runAllTimersAsync();
    expect(finder.error?.code).toBe('offline');
    get.mockRestore();
    answering({ run: hit('Lunch run') });
    await finder.find();
    expect(finder.error).toBeNull();
    expect(finder.hits).toHaveLength(1);
  });
});
