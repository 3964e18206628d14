import { api, ApiError, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import { daysAfter, monthsAfter } from '#lib/units/days.svelte.ts';
import type { ListQuery, MonthsQuery } from './filters.ts';
import type { Block } from './lines.ts';

export type Activity = components['schemas']['ActivityOut'];

/** What the list asks of its rows, in whatever order they are. */
export interface Rows {
  /** The row of a block, once it was read. */
  at(block: Block, row: number): Activity | undefined;
  /** Why a block could not be read. */
  failureOf(block: Block): ApiError | undefined;
  /** These blocks are in view, or nearly: read what is missing of them. */
  want(blocks: readonly Block[]): void;
  /** Read what is missing of these blocks; when it is over, all of them were read or failed. */
  readNow(blocks: readonly Block[]): Promise<void>;
  /** Read again what failed. */
  again(block: Block): void;
  /** What was read may have changed: read it again when it is wanted, and show it meanwhile. */
  renew(): void;
}

/** The most that the API gives in one answer. */
const PAGE = 200;
/** Somebody who drags the scrollbar passes months that nobody needs to read. */
const SETTLE_MS = 60;

/** The rows of a list in order of time: read by months, whichever are looked at. */
export class MonthRows implements Rows {
  #read = $state.raw<ReadonlyMap<string, readonly Activity[]>>(new Map());
  #failures = $state.raw<ReadonlyMap<string, ApiError>>(new Map());
  readonly #fresh = new Set<string>();
  readonly #underWay = new Map<string, Promise<void>>();
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly query: MonthsQuery,
    readonly order: 'desc' | 'asc',
    readonly onread: (rows: readonly Activity[]) => void
  ) {}

  at(block: Block, row: number): Activity | undefined {
    return this.#read.get(block.month)?.[row];
  }

  failureOf(block: Block): ApiError | undefined {
    return this.#failures.get(block.month);
  }

  want(blocks: readonly Block[]): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.readNow(blocks), SETTLE_MS);
  }

  again(block: Block): void {
    this.#failures = without(this.#failures, [block.month]);
    void this.readNow([block]);
  }

  renew(): void {
    this.#fresh.clear();
    this.#failures = new Map();
  }

  /** Read what is missing of these blocks; when it is over, all of them were read or failed. */
  async readNow(blocks: readonly Block[]): Promise<void> {
    const missing = blocks.filter(
      ({ month }) => !this.#fresh.has(month) && !this.#underWay.has(month) && !this.#failures.has(month)
    );
    for (const span of spansOf(missing)) {
      const reading = this.#readSpan(span);
      for (const { month } of span) this.#underWay.set(month, reading);
    }
    await Promise.all(blocks.map(({ month }) => this.#underWay.get(month)));
  }

  async #readSpan(span: readonly Block[]): Promise<void> {
    const months = span.map((block) => block.month);
    try {
      const rows = await readAll({ ...this.query, ...daysOf(months, this.query), order: this.order });
      const byMonth = Map.groupBy(rows, (row) => row.local_on.slice(0, 7));
      this.#read = new Map([
        ...this.#read,
        ...months.map((month) => [month, byMonth.get(month) ?? []] as const)
      ]);
      for (const month of months) this.#fresh.add(month);
      this.onread(rows);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#failures = new Map([...this.#failures, ...months.map((month) => [month, error] as const)]);
    } finally {
      for (const month of months) this.#underWay.delete(month);
    }
  }
}

/** The rows of a list in another order: one page after the other, as far as somebody scrolls. */
export class PagedRows implements Rows {
  #read = $state.raw<readonly Activity[]>([]);
  #failure = $state.raw<ApiError | undefined>();
  #cursor: string | null = null;
  #isOver = false;
  #isUnderWay = false;

  constructor(
    readonly query: ListQuery,
    readonly onread: (rows: readonly Activity[]) => void
  ) {}

  /** How many rows are there to be scrolled through; more come when the last of them is near. */
  get count(): number {
    return this.#read.length;
  }

  at(_block: Block, row: number): Activity | undefined {
    return this.#read[row];
  }

  failureOf(): ApiError | undefined {
    return this.#failure;
  }

  want(blocks: readonly Block[]): void {
    if (blocks.length > 0 && this.#failure === undefined) void this.more();
  }

  /** Nobody can tick what lies beyond the rows that were read. */
  async readNow(): Promise<void> {}

  again(): void {
    this.#failure = undefined;
    void this.more();
  }

  renew(): void {
    this.#failure = undefined;
    this.#cursor = null;
    this.#isOver = false;
  }

  /** Read the next page. */
  async more(): Promise<void> {
    if (this.#isUnderWay || this.#isOver) return;
    this.#isUnderWay = true;
    const isFirst = this.#cursor === null;
    try {
      const query = { ...this.query, limit: PAGE, cursor: this.#cursor };
      const page = await read(api.GET('/api/v1/activities', { params: { query } }));
      this.#read = isFirst ? page.items : [...this.#read, ...page.items];
      this.#cursor = page.next_cursor;
      this.#isOver = page.next_cursor === null;
      this.onread(page.items);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#failure = error;
    } finally {
      this.#isUnderWay = false;
    }
  }
}

/** Neighbouring months in as few readings as hold them; a month of more than a page is one by itself. */
export function spansOf(blocks: readonly Block[]): Block[][] {
  const spans: Block[][] = [];
  let held = 0;
  for (const block of blocks) {
    const span = spans.at(-1);
    const isNext = span?.at(-1)?.at === block.at - 1;
    if (span !== undefined && isNext && held + block.count <= PAGE) {
      span.push(block);
      held += block.count;
    } else {
      spans.push([block]);
      held = block.count;
    }
  }
  return spans;
}

/** The days of some months, as far as the list holds them. */
function daysOf(months: readonly string[], query: MonthsQuery): { from: string; to: string } {
  const [first = '', last = ''] = [months.toSorted()[0], months.toSorted().at(-1)];
  const [begin, end] = [`${first}-01`, daysAfter(monthsAfter(`${last}-01`, 1), -1)];
  const from = query.from != null && query.from > begin ? query.from : begin;
  return { from, to: query.to != null && query.to < end ? query.to : end };
}

async function readAll(query: ListQuery): Promise<Activity[]> {
  const rows: Activity[] = [];
  let cursor: string | null = null;
  do {
    const page: components['schemas']['ActivityPageOut'] = await read(
      api.GET('/api/v1/activities', { params: { query: { ...query, limit: PAGE, cursor } } })
    );
    rows.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return rows;
}

function without<Value>(
  map: ReadonlyMap<string, Value>,
  keys: readonly string[]
): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([key]) => !keys.includes(key)));
}
