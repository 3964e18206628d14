import { api, read } from '#lib/api/client.ts';

export async function load() {
  return { setup: await read(api.GET('/api/v1/auth/setup')) };
}
