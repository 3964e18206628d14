import type { Activity } from '#lib/activities/loads.ts';
import { api, read } from '#lib/api/client.ts';

/** The activities of a year that went furthest in some sense; null where none says anything. */
export interface Bests {
  longest: Activity | null;
  farthestRun: Activity | null;
  farthestRide: Activity | null;
  mostAscent: Activity | null;
}

type Sort = 'duration' | 'distance' | 'ascent';

/** More than one, because a duplicate that does not count may lead. */
const ROWS = 5;

export async function readBests(year: number): Promise<Bests> {
  const [longest, farthestRun, farthestRide, mostAscent] = await Promise.all([
    best(year, 'duration'),
    best(year, 'distance', 'run'),
    best(year, 'distance', 'ride'),
    best(year, 'ascent')
  ]);
  return { longest, farthestRun, farthestRide, mostAscent };
}

async function best(year: number, sort: Sort, family?: 'run' | 'ride'): Promise<Activity | null> {
  const query = {
    from: `${year}-01-01`,
    to: `${year}-12-31`,
    sort,
    limit: ROWS,
    ...(family === undefined ? {} : { family: [family] })
  };
  const { items } = await read(api.GET('/api/v1/activities', { params: { query } }));
  const first = items.find((activity) => activity.counted || activity.is_multi_sport);
  return first !== undefined && sizeOf(first, sort) > 0 ? first : null;
}

function sizeOf(activity: Activity, sort: Sort): number {
  const { distance_m, ascent_m, moving_s, elapsed_s } = activity;
  return { distance: distance_m, ascent: ascent_m, duration: moving_s ?? elapsed_s }[sort] ?? 0;
}
