import type { components } from '#lib/api/schema.d.ts';
import { sumOfKnown } from '#lib/activities/totals.ts';
import type { Activity } from './Rows.svelte.ts';

export type Months = components['schemas']['MonthsOut'];

/** What the selected activities come to, as far as it is known of them; null where it is of none. */
export interface Totals {
  count: number;
  distanceM: number | null;
  movingS: number;
  ascentM: number | null;
}

/** The most that one edit takes. */
export const MOST_AT_ONCE = 20_000;

/** What was ticked, to tick it again. */
export interface Ticks {
  readonly named: ReadonlyMap<string, Activity>;
  readonly isAll: boolean;
}

/** Which activities are ticked: some of them, or all that the list shows but for some. */
export class Selection {
  /** Those ticked; while `isAll`, those not ticked. */
  #named = $state.raw<ReadonlyMap<string, Activity>>(new Map());
  #isAll = $state(false);
  /** All that the list shows. */
  #months = $state.raw<Months | null>(null);
  /** The row that a range begins at. */
  anchor: number | null = null;

  readonly totals: Totals = $derived.by(() => {
    const named = totalsOf(this.#named.values());
    if (!this.#isAll || this.#months === null) return named;
    const all = totalsOfMonths(this.#months);
    return {
      count: all.count - named.count,
      distanceM: less(all.distanceM, named.distanceM),
      movingS: all.movingS - named.movingS,
      ascentM: less(all.ascentM, named.ascentM)
    };
  });

  get count(): number {
    return this.totals.count;
  }

  get isAll(): boolean {
    return this.#isAll;
  }

  /** Whether everything that the list shows is ticked. */
  get isEverything(): boolean {
    return this.#isAll && this.#named.size === 0;
  }

  /** What a bulk edit is asked for. While `isAll`, ids are what is left out. */
  get ids(): string[] {
    return [...this.#named.keys()];
  }

  has(id: string): boolean {
    return this.#named.has(id) !== this.#isAll;
  }

  toggle(activity: Activity, row: number): void {
    this.set([activity], !this.has(activity.id));
    this.anchor = row;
  }

  set(activities: readonly Activity[], isTicked: boolean): void {
    const named = new Map(this.#named);
    for (const activity of activities) {
      if (isTicked !== this.#isAll) named.set(activity.id, activity);
      else named.delete(activity.id);
    }
    this.#named = named;
  }

  all(): void {
    this.#isAll = true;
    this.#named = new Map();
  }

  clear(): void {
    this.#isAll = false;
    this.#named = new Map();
    this.anchor = null;
  }

  get ticks(): Ticks {
    return { named: this.#named, isAll: this.#isAll };
  }

  set ticks({ named, isAll }: Ticks) {
    this.#named = named;
    this.#isAll = isAll;
  }

  /** The list shows these now: what "all" means. */
  among(months: Months): void {
    this.#months = months;
  }

  /** Rows were read anew: what is ticked is counted as it is now. */
  update(rows: readonly Activity[]): void {
    const known = rows.filter((row) => this.#named.has(row.id));
    if (known.length > 0)
      this.#named = new Map([...this.#named, ...known.map((row) => [row.id, row] as const)]);
  }
}

function totalsOf(activities: Iterable<Activity>): Totals {
  const all = [...activities];
  return {
    count: all.length,
    distanceM: sumOfKnown(all.map((activity) => activity.distance_m)),
    movingS: sum(all.map((activity) => activity.moving_s ?? activity.elapsed_s)),
    ascentM: sumOfKnown(all.map((activity) => activity.ascent_m))
  };
}

/** What all that the list shows comes to. */
export function totalsOfMonths(months: Months): Totals {
  return {
    count: months.total_count,
    distanceM: sumOfKnown(months.distance_m),
    movingS: sum(months.moving_s),
    ascentM: sumOfKnown(months.ascent_m)
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function less(all: number | null, part: number | null): number | null {
  return all === null ? null : all - (part ?? 0);
}
