import { describe, expect, it } from 'vitest';
import { stateOf, type Invite } from './invite.ts';

describe('an invite', () => {
  const invite: Invite = {
    id: 'i',
    max_uses: 2,
    used: 1,
    expires_at: '2026-12-01T00:00:00Z',
    creator_id: null,
    revoked_at: null,
    created_at: '2026-11-01T00:00:00Z'
  };
  const now = new Date('2026-11-28T00:00:00Z');

  it.each([
    ['open', {}],
    ['used_up', { used: 2 }],
    ['expired', { expires_at: '2026-11-27T00:00:00Z' }],
    ['revoked', { revoked_at: '2026-11-20T00:00:00Z', used: 2 }]
  ] as const)('is %s', (state, changes) => expect(stateOf({ ...invite, ...changes }, now)).toBe(state));
});
