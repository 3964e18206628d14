import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { rangeOf, type Preset } from '#lib/ranges/ranges.ts';
import type { PageLoad } from './$types.js';

const OFFERED: readonly Preset[] = ['6w', '90d', '6m', '1y', 'all', 'custom'];

export const load: PageLoad = ({ url, depends }) => {
  depends(DATA);
  const range = rangeOf(url, OFFERED, '90d');
  const { from, to } = range;
  return {
    offered: OFFERED,
    range,
    history: read(api.GET('/api/v1/fitness', { params: { query: { from, to } } }))
  };
};
