/**
 * How far what was read is: each answer is tagged by the revision of the athlete's data that it tells of, and the oldest of them says
 * whether a later word of the server is news.
 */
let oldest: number | null = null;

/** Note the tag of an answer, `W/"17-…"`; an answer without one tells of no data. */
export function noteTag(tag: string | null): void {
  const revision = Number(/^W\/"(\d+)-/.exec(tag ?? '')?.[1] ?? NaN);
  if (!Number.isNaN(revision)) oldest = Math.min(revision, oldest ?? revision);
}

/** The revision of the oldest answer read; null before the first. */
export function oldestRead(): number | null {
  return oldest;
}

/** Nobody's answers are shown any more. */
export function forgetTags(): void {
  oldest = null;
}
