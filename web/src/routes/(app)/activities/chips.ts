import { t } from '#lib/i18n/index.svelte.ts';
import { familyName, sportName } from '#lib/sports/sports.ts';
import { showDay } from '#lib/units/days.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';
import type { Filters } from './filters.ts';

/** One thing that narrows the list, in words, and the change that takes it away. */
export interface Chip {
  text: string;
  without: Partial<Filters>;
}

/** Everything that narrows the list. */
export function chipsOf(filters: Filters, gearNames: ReadonlyMap<string, string>): Chip[] {
  const without = <Word>(words: readonly Word[], word: Word): Word[] => words.filter((one) => one !== word);
  const { q, range, from, to } = filters;
  const chips: (Chip | false)[] = [
    q.trim() !== '' && { text: t('list.chip_text', { text: q.trim() }), without: { q: '' } },
    ...filters.family.map((one) => ({
      text: familyName(one),
      without: { family: without(filters.family, one) }
    })),
    ...filters.sport.map((one) => ({
      text: sportName(one),
      without: { sport: without(filters.sport, one) }
    })),
    range !== null && { text: t(`list.range_${range}`), without: { range: null } },
    from !== null && { text: t('list.chip_from', { day: showDay(from) }), without: { from: null } },
    to !== null && { text: t('list.chip_to', { day: showDay(to) }), without: { to: null } },
    ...amountChips(filters),
    ...filters.flags.map((one) => ({
      text: t(`list.flag_${one}`),
      without: { flags: without(filters.flags, one) }
    })),
    ...filters.has.map((one) => ({
      text: t('list.chip_has', { what: t(`list.has_${one}`) }),
      without: { has: without(filters.has, one) }
    })),
    filters.gear_id !== null && {
      text: gearNames.get(filters.gear_id) ?? t('list.chip_gear'),
      without: { gear_id: null }
    },
    filters.batch_id !== null && { text: t('list.chip_import'), without: { batch_id: null } }
  ];
  return chips.filter((chip) => chip !== false);
}

function amountChips(filters: Filters): (Chip | false)[] {
  const { min_distance_m, max_distance_m, min_duration_s, max_duration_s } = filters;
  return [
    min_distance_m !== null && {
      text: t('list.chip_at_least', { amount: show.distance(min_distance_m) }),
      without: { min_distance_m: null }
    },
    max_distance_m !== null && {
      text: t('list.chip_at_most', { amount: show.distance(max_distance_m) }),
      without: { max_distance_m: null }
    },
    min_duration_s !== null && {
      text: t('list.chip_at_least', { amount: show.time(min_duration_s) }),
      without: { min_duration_s: null }
    },
    max_duration_s !== null && {
      text: t('list.chip_at_most', { amount: show.time(max_duration_s) }),
      without: { max_duration_s: null }
    }
  ];
}
