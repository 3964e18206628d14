import { api, read } from '#lib/api/client.ts';
import { ADMIN } from '../admin.ts';

export function load({ depends, url }) {
  depends(ADMIN);
  const cursor = url.searchParams.get('cursor');
  const query = { limit: 100, ...(cursor === null ? {} : { cursor }) };
  return { cursor, users: read(api.GET('/api/v1/admin/users', { params: { query } })) };
}
