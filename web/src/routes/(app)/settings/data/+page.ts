import { api, read } from '#lib/api/client.ts';
import { readSamples } from '#lib/samples/samples.ts';
import { DATA } from '#lib/live/live.svelte.ts';

export function load({ depends }) {
  depends(DATA);
  return {
    samples: readSamples(),
    storage: read(api.GET('/api/v1/imports/storage')),
    folders: read(api.GET('/api/v1/imports/folders'))
  };
}
