import { api, read } from '#lib/api/client.ts';

/** What a load of the sign-ins depends on; the athlete's data does not change them. */
export const _SIGN_INS = 'paceline:sign-ins';

export function load({ depends }) {
  depends(_SIGN_INS);
  return { signIns: read(api.GET('/api/v1/auth/sessions')) };
}
