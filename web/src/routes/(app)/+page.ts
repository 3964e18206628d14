import { api, read } from '#lib/api/client.ts';
import { readNewest, withLoads } from '#lib/activities/loads.ts';
import { isMetric } from '#lib/activities/metrics.ts';
import { rowsOf } from '#lib/activities/totals.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { daysAfter, today, weekOf } from '#lib/units/days.svelte.ts';
import { readAttention } from './today/attention.ts';
import { readLast } from './today/last.ts';
import { USUAL_WEEKS, weekAgainstUsual } from './today/week.ts';

/** Enough to find what has no load in the last weeks; fewer are listed. */
const RECENT_COUNT = 40;

export async function load({ depends, parent, url }) {
  depends(DATA);
  await parent();
  const on = today();
  const metric = url.searchParams.get('week');
  const fitness = read(api.GET('/api/v1/fitness', {}));
  const newest = readNewest(RECENT_COUNT);
  const recent = withLoads(newest);
  const weeksFrom = daysAfter(weekOf(on), -7 * USUAL_WEEKS);
  const totals = read(
    api.GET('/api/v1/athletes/me/summary', { params: { query: { period: 'day', from: weeksFrom, to: on } } })
  );
  return {
    on,
    metric: isMetric(metric) && metric !== 'ascent' ? metric : ('time' as const),
    fitness,
    newest,
    recent,
    last: readLast(recent),
    week: Promise.all([totals, fitness]).then(([days, course]) =>
      weekAgainstUsual(rowsOf(days), on, course.day[0] ?? on)
    ),
    attention: readAttention(recent, on)
  };
}
