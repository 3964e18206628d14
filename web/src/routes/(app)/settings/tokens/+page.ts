import { api, read } from '#lib/api/client.ts';

/** What a load of the tokens depends on. */
export const _TOKENS = 'paceline:tokens';

export function load({ depends }) {
  depends(_TOKENS);
  return { tokens: read(api.GET('/api/v1/auth/tokens')) };
}
