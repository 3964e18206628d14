import type { components } from '#lib/api/schema.d.ts';

export type Invite = components['schemas']['InviteOut'];
export type InviteState = 'open' | 'used_up' | 'expired' | 'revoked';

/** Whether an invite still lets somebody in, and if not, why. */
export function stateOf(invite: Invite, now: Date): InviteState {
  if (invite.revoked_at !== null) return 'revoked';
  if (invite.used >= invite.max_uses) return 'used_up';
  return new Date(invite.expires_at) <= now ? 'expired' : 'open';
}
