import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { ANY_SPORT, KINDS, type ThresholdKind } from '#lib/thresholds/kinds.svelte.ts';
import { FAMILIES, type SportFamily } from '#lib/sports/sports.ts';

const NEWEST = 200;

export function load({ depends, url }) {
  depends(DATA);
  const kind = KINDS.find((known) => known === url.searchParams.get('kind')) ?? null;
  const asked = url.searchParams.get('sport');
  const sport = asked === ANY_SPORT ? ANY_SPORT : (FAMILIES.find((known) => known === asked) ?? null);
  return {
    chosen: kind === null || sport === null ? null : { kind, sport },
    current: read(api.GET('/api/v1/thresholds', { params: { query: { limit: 1 } } })),
    proposals: read(api.GET('/api/v1/thresholds/proposals')),
    history: kind === null || sport === null ? null : historyOf(sport, kind)
  };
}

function historyOf(sport: SportFamily | 'any', kind: ThresholdKind) {
  return read(
    api.GET('/api/v1/thresholds', { params: { query: { limit: NEWEST, sport_family: sport, kind } } })
  );
}
