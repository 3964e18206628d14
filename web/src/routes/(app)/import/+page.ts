import { api, read } from '#lib/api/client.ts';
import { readImports } from '#lib/imports/read.ts';
import { DATA } from '#lib/live/live.svelte.ts';

const STEP = 20;

export function load({ depends, url }) {
  depends(DATA);
  const shown = Number(url.searchParams.get('shown')) || STEP;
  return {
    imports: readImports(shown),
    storage: read(api.GET('/api/v1/imports/storage')),
    folders: read(api.GET('/api/v1/imports/folders')),
    more: `?shown=${shown + STEP}`
  };
}
