/** How one value stands to another, for a sentence: in which direction and by how many percent. */
export interface Difference {
  direction: 'more' | 'less' | 'same';
  /** Whole percent of the other value, without a sign; null where the other is nothing. */
  percent: number | null;
  /** By how much, without a sign, as stored. */
  by: number;
}

/** Below this many percent two values are said to be the same. */
const SAME_PERCENT = 2;

export function differenceOf(value: number, other: number): Difference {
  const by = Math.abs(value - other);
  const percent = other === 0 ? null : Math.round((100 * by) / Math.abs(other));
  const isSame = by === 0 || (percent !== null && percent < SAME_PERCENT);
  return { direction: isSame ? 'same' : value > other ? 'more' : 'less', percent, by };
}
