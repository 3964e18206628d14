import { differenceOf } from '#lib/activities/difference.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';

/** How one value stands to another, in words: by how much, and by how many percent where that says something. */
export function differenceInWords(
  value: number | null,
  other: number | null,
  write: (by: number) => string
): string {
  if (value === null || other === null) return t('units.unknown');
  const { direction, percent, by } = differenceOf(value, other);
  if (value === 0 && other === 0) return t('compare.both_nothing');
  if (direction === 'same') return t('compare.same');
  if (percent === null) return t('compare.more_than_nothing', { by: write(by) });
  return t(direction === 'more' ? 'compare.more' : 'compare.less', {
    by: write(by),
    percent: show.percent(percent)
  });
}
