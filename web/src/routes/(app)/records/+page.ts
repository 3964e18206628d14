import { api, read } from '#lib/api/client.ts';
import { listFamilies } from '#lib/activities/families.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { FAMILIES } from '#lib/sports/sports.ts';
import type { PageLoad } from './$types.js';

export const load: PageLoad = ({ url, depends }) => {
  depends(DATA);
  const named = FAMILIES.find((family) => family === url.searchParams.get('sport'));
  const families = listFamilies();
  // Where the address names none, the sport done most often; nobody starts at an empty page.
  const sport = named === undefined ? families.then(([most]) => most ?? 'run') : Promise.resolve(named);
  return {
    families,
    picked: url.searchParams.get('record'),
    records: sport.then((one) => read(api.GET('/api/v1/records', { params: { query: { sport: one } } })))
  };
};
