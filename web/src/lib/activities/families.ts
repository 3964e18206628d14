import { api, read } from '#lib/api/client.ts';
import type { SportFamily } from '#lib/sports/sports.ts';
import { spanOf } from '#lib/ranges/ranges.ts';

/** The families of sports that the athlete has done, the most frequent first. */
export async function listFamilies(): Promise<SportFamily[]> {
  const query = { period: 'year', ...spanOf('all') } as const;
  const totals = await read(api.GET('/api/v1/athletes/me/summary', { params: { query } }));
  const counts = new Map<SportFamily, number>();
  totals.sport_family.forEach((name, place) => {
    const family = name as SportFamily;
    counts.set(family, (counts.get(family) ?? 0) + (totals.activity_count[place] ?? 0));
  });
  return [...counts].sort(([, one], [, other]) => other - one).map(([family]) => family);
}
