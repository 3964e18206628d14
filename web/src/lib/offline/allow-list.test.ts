import { describe, expect, it } from 'vitest';
import openapi from '../../../../docs/openapi.json';
import { isTooOld, mayBeKept } from './allow-list.ts';

const READS = Object.entries(openapi.paths)
  .filter(([, operations]) => 'get' in operations)
  .map(([path]) => path.replaceAll(/\{[a-z_]+\}/g, '01a22424-7c67-771f-9363-d734c52a871e'));

describe('what may be kept on a device', () => {
  it('is only what the screens of training read', () => {
    const kept = READS.filter(mayBeKept);
    expect(kept.length).toBeGreaterThan(20);
    expect(
      kept.filter((path) =>
        /auth|admin|token|invite|original|events|imports|privacy|search|health/.test(path)
      )
    ).toEqual([]);
  });

  it.each([
    '/api/v1/auth/sessions',
    '/api/v1/auth/tokens',
    '/api/v1/admin/users',
    '/api/v1/activities/01a22424-7c67-771f-9363-d734c52a871e/original',
    '/api/v1/profile/privacy-zones',
    '/api/v1/events',
    '/api/v1/activities/../auth/tokens',
    '/api/v1/me',
    '/api/v1/profile/more',
    '/'
  ])('is not %s', (path) => expect(mayBeKept(path)).toBe(false));

  it('is shown for a month, and not when nobody knows its age', () => {
    const now = new Date('2026-11-28T12:00:00Z');
    expect(isTooOld('2026-11-01T12:00:00Z', now)).toBe(false);
    expect(isTooOld('2026-10-01T12:00:00Z', now)).toBe(true);
    expect(isTooOld(null, now)).toBe(true);
    expect(isTooOld('soon', now)).toBe(true);
  });
});
