import { api, read } from '#lib/api/client.ts';
import { listFamilies } from '#lib/activities/families.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { rangeOf, type Preset } from '#lib/ranges/ranges.ts';
import { FAMILIES } from '#lib/sports/sports.ts';
import type { PageLoad } from './$types.js';

const OFFERED: readonly Preset[] = ['6w', '90d', '6m', '1y', 'all', 'custom'];
const KINDS = ['heart_rate', 'power', 'pace'] as const;

export const load: PageLoad = ({ url, depends }) => {
  depends(DATA);
  const range = rangeOf(url, OFFERED, '90d');
  const kind = KINDS.find((one) => one === url.searchParams.get('kind')) ?? 'heart_rate';
  const sport = FAMILIES.find((one) => one === url.searchParams.get('sport')) ?? null;
  const query = { kind, from: range.from, to: range.to, ...(sport === null ? {} : { sport }) };
  return {
    range,
    offered: OFFERED,
    kinds: KINDS,
    kind,
    sport,
    families: listFamilies(),
    totals: read(api.GET('/api/v1/zones', { params: { query } }))
  };
};
