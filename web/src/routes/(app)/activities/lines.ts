/** A run of rows under one heading: a month, or all of a list that is not in order of time. */
export interface Block {
  /** `YYYY-MM`; empty for the block of a list in another order. */
  readonly month: string;
  readonly count: number;
  /** Which of the blocks it is, and which of all rows its first is. */
  readonly at: number;
  readonly first: number;
  /** From the top of the list, with its heading; in pixels. */
  readonly top: number;
  readonly height: number;
}

export interface Sizes {
  readonly row: number;
  /** 0: the blocks have no heading. */
  readonly heading: number;
}

/** Where each row of a list of any length is, known from the counts alone. */
export interface Layout {
  readonly blocks: readonly Block[];
  readonly sizes: Sizes;
  readonly count: number;
  readonly height: number;
}

/** Lay out months (or whatever the rows are under) in the order in which they are given. */
export function layOut(months: readonly { month: string; count: number }[], sizes: Sizes): Layout {
  const blocks: Block[] = [];
  let [first, top] = [0, 0];
  for (const { month, count } of months) {
    const height = sizes.heading + count * sizes.row;
    blocks.push({ month, count, at: blocks.length, first, top, height });
    first += count;
    top += height;
  }
  return { blocks, sizes, count: first, height: top };
}

/** The blocks that lie between two heights, at least in part. */
export function blocksBetween(layout: Layout, from: number, until: number): readonly Block[] {
  const begin = lastAt(layout.blocks, (block) => block.top <= from);
  let end = begin;
  while (end < layout.blocks.length && (layout.blocks[end]?.top ?? 0) < until) end += 1;
  return layout.blocks.slice(begin, end);
}

/** The rows of a block between two heights of the list: from the first, up to but without the last. */
export function rowsBetween(layout: Layout, block: Block, from: number, until: number): [number, number] {
  const top = block.top + layout.sizes.heading;
  const begin = Math.floor((from - top) / layout.sizes.row);
  const end = Math.ceil((until - top) / layout.sizes.row);
  return [Math.min(Math.max(begin, 0), block.count), Math.min(Math.max(end, 0), block.count)];
}

/** The block of a row of the list. */
export function blockOf(layout: Layout, row: number): Block | undefined {
  return layout.blocks[lastAt(layout.blocks, (block) => block.first <= row)];
}

/** How far below the top of the list a row begins. */
export function topOf(layout: Layout, row: number): number {
  const block = blockOf(layout, row);
  return block === undefined ? 0 : block.top + layout.sizes.heading + (row - block.first) * layout.sizes.row;
}

/** The first row that begins at a height or below it; the last one where none does. */
export function rowFrom(layout: Layout, height: number): number {
  const block = layout.blocks[lastAt(layout.blocks, (one) => one.top <= height)];
  if (block === undefined) return 0;
  const into = Math.ceil((height - block.top - layout.sizes.heading) / layout.sizes.row);
  return Math.min(block.first + Math.min(Math.max(into, 0), block.count), layout.count - 1);
}

/** The number of a line as a screen reader counts it: the line of column heads is 1, each heading is one too. */
export function lineOf(block: Block, hasHeadings: boolean, rowInBlock: number): number {
  return 1 + block.first + rowInBlock + 1 + (hasHeadings ? block.at + 1 : 0);
}

/** The last block for which this holds, which holds for none after one for which it does not; else the first. */
function lastAt(blocks: readonly Block[], holds: (block: Block) => boolean): number {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const block = blocks[middle];
    if (block !== undefined && holds(block)) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}
