import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import { doorTo, nextOf } from '#lib/session/door.ts';
import { DoorForm, secretOf } from './door.svelte.ts';

const goto = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('$app/navigation', () => ({ goto, invalidate: vi.fn() }));

afterEach(() => vi.useRealTimers());

describe('a form at the door', () => {
  const refuse =
    (code: string, details = {}) =>
    () =>
      Promise.reject(new ApiError(429, code, 'No.', null, [], details));

  it('counts down to the next try that is taken', async () => {
    vi.useFakeTimers();
    const form = new DoorForm();
    await form.enter(refuse('rate_limited', { retry_after_s: '3' }), '/');
    expect(form.waitS).toBe(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(form.waitS).toBe(2);
    await vi.advanceTimersByTimeAsync(2000);
    expect(form.waitS).toBeNull();
    expect(form.error).toBeNull();
    expect(goto).not.toHaveBeenCalled();
  });

  it('says at the password that it is wrong, without telling whether the name is', async () => {
    const form = new DoorForm();
    await form.enter(refuse('credentials_wrong'), '/');
    expect(form.problemOf('password')).toBe('No.');
    expect(form.problemOf('username')).toBeUndefined();
    expect(form.waitS).toBeNull();
  });
});

describe('the way on', () => {
  const to = (next: string) => nextOf(new URL(`https://p.example/sign-in?next=${encodeURIComponent(next)}`));

  it.each([
    ['/activities?sport=run', '/activities?sport=run'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['', '/']
  ])('from %j is %j', (next, way) => expect(to(next)).toBe(way));

  it.each(['/', '/curves?range=90d', '/activities/1?x=time#laps'])(
    'to the door leads back to %j',
    (wanted) => {
      const door = new URL(doorTo(new URL(wanted, 'https://p.example')), 'https://p.example');
      expect(door.pathname).toBe('/sign-in');
      expect(nextOf(door)).toBe(wanted);
    }
  );

  it('carries its secret behind the hash', () => {
    expect(secretOf({ hash: '#invite=abc' }, 'invite')).toBe('abc');
    expect(secretOf({ hash: '' }, 'invite')).toBeNull();
  });
});
