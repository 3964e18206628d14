const PAGE_STEPS = 10;

/** Where a key moves a crosshair that stands at an index, or nowhere; undefined when it is not a key of charts. */
export function movedBy(key: string, at: number | null, last: number): number | undefined {
  const from = at ?? last;
  const to = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    PageUp: from - PAGE_STEPS,
    PageDown: from + PAGE_STEPS,
    Home: 0,
    End: last
  }[key];
  return to === undefined ? undefined : Math.min(Math.max(to, 0), last);
}
