import { api, read } from '#lib/api/client.ts';
import { ADMIN } from '../admin.ts';

const NEWEST = 100;

export function load({ depends }) {
  depends(ADMIN);
  return { tasks: read(api.GET('/api/v1/admin/tasks', { params: { query: { limit: NEWEST } } })) };
}
