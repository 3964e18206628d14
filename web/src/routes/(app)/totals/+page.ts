import { isMetric } from '#lib/activities/metrics.ts';
import { rowsOf } from '#lib/activities/totals.ts';
import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { spanOf } from '#lib/ranges/ranges.ts';
import { daysAfter, today, weekOf } from '#lib/units/days.svelte.ts';
import { readBests } from './bests.ts';
import { isPeriod } from './periods.ts';

export async function load({ depends, parent, url }) {
  depends(DATA);
  await parent();
  const on = today();
  const asked = { metric: url.searchParams.get('metric'), by: url.searchParams.get('by') };
  const year = yearOf(url) ?? Number(on.slice(0, 4));
  // Whole weeks, so that the first and the last of the year are not cut.
  const span = { from: weekOf(`${year}-01-01`), to: daysAfter(weekOf(`${year}-12-31`), 6) };
  const ofDays = api.GET('/api/v1/athletes/me/summary', { params: { query: { period: 'day', ...span } } });
  const ofYears = api.GET('/api/v1/athletes/me/summary', {
    params: { query: { period: 'year', ...spanOf('all') } }
  });
  return {
    on,
    year,
    metric: isMetric(asked.metric) ? asked.metric : ('time' as const),
    by: isPeriod(asked.by) ? asked.by : ('month' as const),
    days: read(ofDays).then(rowsOf),
    years: read(ofYears).then(rowsOf),
    bests: readBests(year)
  };
}

function yearOf(url: URL): number | null {
  const text = url.searchParams.get('year') ?? '';
  return /^(19[7-9]|20)\d\d$|^19[7-9]\d$/.test(text) ? Number(text) : null;
}
