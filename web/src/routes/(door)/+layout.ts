import { api, read } from '#lib/api/client.ts';

export async function load() {
  return { app: await read(api.GET('/api/v1/app')) };
}
