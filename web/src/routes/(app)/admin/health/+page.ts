import { api, read } from '#lib/api/client.ts';
import { ADMIN } from '../admin.ts';

export function load({ depends }) {
  depends(ADMIN);
  return { health: read(api.GET('/api/v1/admin/health')) };
}
