import { isMetric } from '#lib/activities/metrics.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { today } from '#lib/units/days.svelte.ts';
import { comparisonOf } from './comparison.ts';
import { readFallen } from './records.ts';
import { readFirstOn, readFitness, readRows, readZones, ZONE_KINDS } from './side.ts';

export async function load({ depends, parent, url }) {
  depends(DATA);
  await parent();
  const on = today();
  const comparison = comparisonOf(url, on);
  const { a, b } = comparison;
  const metric = url.searchParams.get('metric');
  const kind = ZONE_KINDS.find((one) => one === url.searchParams.get('zones')) ?? ('heart_rate' as const);
  return {
    on,
    comparison,
    metric: isMetric(metric) ? metric : ('time' as const),
    kind,
    rows: Promise.all([readRows(a), readRows(b)]),
    firstOn: readFirstOn(),
    fitness: Promise.all([readFitness(a), readFitness(b)]),
    zones: Promise.all([readZones(a, kind), readZones(b, kind)]),
    fallen: readFallen()
  };
}
