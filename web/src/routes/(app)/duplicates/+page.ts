import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { readPairs } from './read.ts';

const STEP = 20;

export function load({ depends, url }) {
  depends(DATA);
  const asked = Number(url.searchParams.get('shown'));
  const shown = Number.isSafeInteger(asked) && asked > 0 ? asked : STEP;
  const pairs = readPairs(shown, (query) =>
    read(api.GET('/api/v1/activities/duplicates', { params: { query } }))
  );
  // Until its region is there, a refusal is nobody's to report.
  pairs.catch(() => undefined);
  return { pairs, more: `?shown=${shown + STEP}` };
}
