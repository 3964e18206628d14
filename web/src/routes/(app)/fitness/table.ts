import type { ChartTable } from '#lib/charts/table.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { showDay } from '#lib/units/days.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';
import type { FitnessDay } from './history.ts';

/** Days for eyes: rounded, the newest first. */
export function tableOf(days: readonly FitnessDay[]): ChartTable {
  const rows = days.map((one) => [
    showDay(one.day),
    show.number(one.load, 1),
    one.isPartial ? t('fitness.partial_short') : '',
    show.number(one.fitness, 1),
    show.number(one.fatigue, 1),
    show.signed(one.form, 1),
    show.signed(one.ramp, 1),
    show.number(one.monotony, 2),
    show.number(one.strain)
  ]);
  return { columns: columns(), rows: rows.reverse() };
}

/** Days for machines: the API's own numbers, in order of time. */
export function csvOf(days: readonly FitnessDay[]): ChartTable {
  const rows = days.map((one) =>
    [
      one.day,
      one.load,
      one.isPartial,
      one.fitness,
      one.fatigue,
      one.form,
      one.ramp,
      one.monotony,
      one.strain
    ].map((value) => (value === null ? '' : String(value)))
  );
  return { columns: columns(), rows };
}

function columns(): ChartTable['columns'] {
  return [
    { name: t('fitness.day') },
    { name: t('fitness.load'), isNumber: true },
    { name: t('fitness.partial') },
    { name: t('fitness.fitness'), isNumber: true },
    { name: t('fitness.fatigue'), isNumber: true },
    { name: t('fitness.form'), isNumber: true },
    { name: t('fitness.ramp'), isNumber: true },
    { name: t('fitness.monotony'), isNumber: true },
    { name: t('fitness.strain'), isNumber: true }
  ];
}
