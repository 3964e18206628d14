import { tick } from 'svelte';
import { Loads } from './Loads.svelte.ts';
import { type Filters, type MonthsQuery } from './filters.ts';
import { blockOf, blocksBetween, layOut, rowFrom, topOf, type Block, type Layout } from './lines.ts';
import { MonthRows, PagedRows, type Activity, type Rows } from './Rows.svelte.ts';
import { Selection, type Months } from './Selection.svelte.ts';
import { Viewport } from './Viewport.svelte.ts';

/** What the list shows: the filters, and what the months under them hold. */
export interface Shown {
  filters: Filters;
  query: MonthsQuery;
  months: Months;
}

/** Below this many rem of width, rows are cards. */
const CARDS_BELOW_REM = 44;
const ROW_REM = 2.5;
const CARD_REM = 5;
/** Where text is large for the screen, a card's lines wrap. `Card` and `MonthHead` know the same width, with the margins of the page. */
const WRAPS_BELOW_REM = 18;
const WRAPPING_CARD_REM = 9;
const WRAPPING_HEADING_REM = 6;
const HEADING_REM = 2.25;
const CARD_HEADING_REM = 3;
/** The line of column heads, which stays at the top. */
const HEAD_REM = 2.25;
/** How many rows of a paged list stand for those that are still to be read. */
const ROWS_AHEAD = 8;

/** The list of activities: where its rows are, which of them are read, ticked and in focus. */
export class List {
  readonly viewport = new Viewport();
  readonly selection = new Selection();
  readonly loads = new Loads();
  #shown = $state.raw<Shown | null>(null);
  #rows = $state.raw<Rows | null>(null);
  /** The first row in full view; null while the list is at its beginning. */
  #topRow: number | null = null;
  /** The row that the keys are at. */
  current = $state<number | null>(null);
  /** The row that takes the focus as soon as it is there. */
  focusOn = $state<number | null>(null);

  readonly isCards = $derived(this.viewport.width < CARDS_BELOW_REM * this.viewport.remPx);
  readonly isPaged = $derived(this.#rows instanceof PagedRows);
  /** Cards of large text are high, and what is over them goes with them. */
  readonly isWrapping = $derived(this.viewport.width < WRAPS_BELOW_REM * this.viewport.remPx);
  readonly sizes = $derived.by(() => {
    const { remPx } = this.viewport;
    const { isWrapping } = this;
    const card = isWrapping ? WRAPPING_CARD_REM : CARD_REM;
    const cardHeading = isWrapping ? WRAPPING_HEADING_REM : CARD_HEADING_REM;
    return {
      row: (this.isCards ? card : ROW_REM) * remPx,
      heading: this.isPaged ? 0 : (this.isCards ? cardHeading : HEADING_REM) * remPx
    };
  });
  readonly layout: Layout = $derived(layOut(this.#parts(), this.sizes));
  /** What is in view, with as much again above and below it. */
  readonly span: readonly [number, number] = $derived([
    this.viewport.above - this.viewport.windowHeight / 2,
    this.viewport.above + this.viewport.windowHeight * 1.5
  ]);
  readonly blocks: readonly Block[] = $derived(blocksBetween(this.layout, ...this.span));

  get shown(): Shown | null {
    return this.#shown;
  }

  get rows(): Rows | null {
    return this.#rows;
  }

  /** How much the heads at the top cover, in pixels. */
  get headPx(): number {
    if (this.isCards) return this.isWrapping ? 0 : this.sizes.heading;
    return HEAD_REM * this.viewport.remPx + this.sizes.heading;
  }

  /** Show this. Rows of the same filters stay until they were read anew; those of others go. */
  show(shown: Shown): void {
    const before = this.#shown;
    const isSame = before !== null && keyOf(before) === keyOf(shown);
    this.#shown = shown;
    this.selection.among(shown.months);
    if (isSame) {
      this.#rows?.renew();
      this.readInView();
      return;
    }
    this.selection.clear();
    this.current = null;
    this.#topRow = null;
    this.#rows = this.#rowsOf(shown);
  }

  /** Remember which row is the first in view; told whenever the page scrolls. */
  noteTop(): void {
    const edge = this.viewport.aboveNow() + this.#bars().barTop + this.headPx;
    this.#topRow = edge > this.headPx ? rowFrom(this.layout, edge) : null;
  }

  /** Bring that row back to where it was, when rows have another height: the window was turned, or the text set larger. */
  stay(): void {
    if (this.#topRow === null) return;
    this.viewport.bring(topOf(this.layout, this.#topRow), this.#bars().barTop + this.headPx);
  }

  /** Read what is in view and missing. */
  readInView(): void {
    if (this.#rows instanceof PagedRows) {
      const isNearEnd = this.span[1] > this.#rows.count * this.sizes.row;
      this.#rows.want(isNearEnd ? this.blocks : []);
    } else this.#rows?.want(this.blocks);
  }

  /** The activity of a row of the list, once it was read. */
  activityAt(row: number): Activity | undefined {
    const block = blockOf(this.layout, row);
    return block && this.#rows?.at(block, row - block.first);
  }

  /** Move the keys to a row, bring it into view and focus it. */
  async goTo(row: number): Promise<void> {
    if (this.layout.count === 0) return;
    const at = Math.min(Math.max(row, 0), this.layout.count - 1);
    const top = topOf(this.layout, at);
    const { barTop, barBottom } = this.#bars();
    this.viewport.reveal(top, top + this.sizes.row, barTop + this.headPx, barBottom);
    this.current = at;
    this.focusOn = at;
    await tick();
  }

  /** The keys of a list in focus: arrows, Home, End and pages move, Space ticks, with Shift all from the last tick. */
  press(event: KeyboardEvent): void {
    const at = this.current;
    if (at === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((this.viewport.windowHeight * 0.7) / this.sizes.row));
    const rows: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.layout.count - 1
    };
    const row = rows[event.key];
    if (row !== undefined) void this.goTo(row);
    else if (event.key === ' ' && event.target instanceof HTMLAnchorElement)
      void this.toggle(at, event.shiftKey);
    else return;
    event.preventDefault();
  }

  /** Tick or untick the row that the keys are at; with `isRange`, all from where the last tick was. */
  async toggle(row: number, isRange: boolean): Promise<void> {
    const activity = this.activityAt(row);
    if (activity === undefined) return;
    const { anchor } = this.selection;
    if (!isRange || anchor === null) return this.selection.toggle(activity, row);
    const [from, until] = [Math.min(anchor, row), Math.max(anchor, row)];
    await this.#rows?.readNow(this.layout.blocks.filter((b) => b.first <= until && b.first + b.count > from));
    const between = Array.from({ length: until - from + 1 }, (_, at) => this.activityAt(from + at));
    this.selection.set(
      between.filter((one) => one !== undefined),
      !this.selection.has(activity.id)
    );
    this.selection.anchor = row;
  }

  #parts(): readonly { month: string; count: number }[] {
    const months = this.#shown?.months;
    if (months === undefined) return [];
    if (this.#rows instanceof PagedRows) {
      const count = Math.min(months.total_count, this.#rows.count + ROWS_AHEAD);
      return count === 0 ? [] : [{ month: '', count }];
    }
    const parts = months.month.map((month, at) => ({ month, count: months.count[at] ?? 0 }));
    return this.#shown?.filters.order === 'asc' ? parts.toReversed() : parts;
  }

  #rowsOf({ filters, query }: Shown): Rows {
    const onread = (rows: readonly Activity[]): void => {
      this.selection.update(rows);
      if (!filters.deleted) void this.loads.want(rows.map((row) => row.id));
    };
    const { sort, order } = filters;
    if (sort === 'started_at') return new MonthRows(query, order, onread);
    return new PagedRows({ ...query, sort, order }, onread);
  }

  /** The bars of the shell that cover the edges of the window, in pixels. */
  #bars(): { barTop: number; barBottom: number } {
    const style = getComputedStyle(document.documentElement);
    const hasBars = matchMedia('(max-width: 63.99rem)').matches;
    const px = (name: string): number => parseFloat(style.getPropertyValue(name)) * this.viewport.remPx || 0;
    const selectionPx = this.selection.count > 0 ? 4 * this.viewport.remPx : 0;
    return {
      barTop: hasBars ? px('--covered-top') : 0,
      barBottom: (hasBars ? px('--bar-bottom') : 0) + selectionPx
    };
  }
}

function keyOf({ query, filters }: Shown): string {
  return JSON.stringify([query, filters.sort, filters.order]);
}
