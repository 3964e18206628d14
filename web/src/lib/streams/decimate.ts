import { firstFrom, type Span } from './along.ts';
import type { Column } from './recording.ts';

/** What is drawn: few enough points for the pixels, each extreme among them. `null` breaks a line. */
export interface Drawn {
  x: number[];
  rows: (number | null)[][];
}

/**
 * The samples of a stretch for so many columns of pixels. Of each pixel column the lowest and the highest value of every channel
 * is kept, in the order they came: no spike is lost, and no channel is thinned by the look of another. A gap breaks all lines.
 */
export function decimate(
  places: Column,
  columns: readonly Column[],
  isAfterGap: Uint8Array,
  span: Span,
  pixels: number
): Drawn {
  // One sample beyond either edge, so that lines run out of the picture instead of ending in it.
  const first = Math.max(firstFrom(places, span.from) - 1, 0);
  const end = Math.min(firstFrom(places, span.to) + 2, places.length);
  if (end - first <= pixels * 2) return every(places, columns, isAfterGap, first, end);
  const perPixel = (span.to - span.from) / pixels;
  const drawn: Drawn = { x: [], rows: columns.map(() => []) };
  let begin = first;
  for (let index = first + 1; index <= end; index++) {
    const isGap = isAfterGap[index] === 1;
    const isEnd = index === end;
    if (
      !isEnd &&
      !isGap &&
      pixelOf(places, span, perPixel, index) === pixelOf(places, span, perPixel, begin)
    ) {
      continue;
    }
    addExtremes(drawn, places, columns, begin, index);
    if (isGap && !isEnd) addBreak(drawn, places[index] ?? 0);
    begin = index;
  }
  return drawn;
}

function pixelOf(places: Column, span: Span, perPixel: number, index: number): number {
  return Math.floor(((places[index] ?? 0) - span.from) / perPixel);
}

function every(
  places: Column,
  columns: readonly Column[],
  isAfterGap: Uint8Array,
  first: number,
  end: number
): Drawn {
  const drawn: Drawn = { x: [], rows: columns.map(() => []) };
  for (let index = first; index < end; index++) {
    if (index > first && isAfterGap[index] === 1) addBreak(drawn, places[index] ?? 0);
    drawn.x.push(places[index] ?? 0);
    columns.forEach((column, row) => drawn.rows[row]?.push(orNull(column[index])));
  }
  return drawn;
}

function addExtremes(
  drawn: Drawn,
  places: Column,
  columns: readonly Column[],
  begin: number,
  end: number
): void {
  drawn.x.push(places[begin] ?? 0, places[end - 1] ?? 0);
  columns.forEach((column, row) => {
    let low = -1;
    let high = -1;
    for (let index = begin; index < end; index++) {
      const value = column[index] ?? NaN;
      if (Number.isNaN(value)) continue;
      if (low < 0 || value < (column[low] ?? 0)) low = index;
      if (high < 0 || value > (column[high] ?? 0)) high = index;
    }
    const [early, late] = low < high ? [low, high] : [high, low];
    drawn.rows[row]?.push(orNull(column[early]), orNull(column[late]));
  });
}

function addBreak(drawn: Drawn, x: number): void {
  drawn.x.push(x);
  for (const row of drawn.rows) row.push(null);
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
