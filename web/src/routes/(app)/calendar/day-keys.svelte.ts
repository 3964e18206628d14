import { tick } from 'svelte';
import type { Span } from '#lib/ranges/ranges.ts';
import { daysAfter, monthsAfter, weekOf, type Day } from '#lib/units/days.svelte.ts';

/** Where a key leads from a day of the calendar; null when it is not one of its keys. */
export function dayByKey(key: string, day: Day): Day | null {
  switch (key) {
    case 'ArrowLeft':
      return daysAfter(day, -1);
    case 'ArrowRight':
      return daysAfter(day, 1);
    case 'ArrowUp':
      return daysAfter(day, -7);
    case 'ArrowDown':
      return daysAfter(day, 7);
    case 'Home':
      return weekOf(day);
    case 'End':
      return daysAfter(weekOf(day), 6);
    case 'PageUp':
      return monthsAfter(day, -1);
    case 'PageDown':
      return monthsAfter(day, 1);
    default:
      return null;
  }
}

/** The one day that Tab reaches; arrows move it, over the edge of what is shown too. */
export class DayKeys {
  #moved = $state<Day | null>(null);

  constructor(
    readonly span: () => Span,
    /** The day that Tab reaches before any arrow. */
    readonly usual: () => Day,
    readonly show: (day: Day) => Promise<void>
  ) {}

  get reached(): Day {
    const { from, to } = this.span();
    const isShown = this.#moved !== null && this.#moved >= from && this.#moved <= to;
    return isShown && this.#moved !== null ? this.#moved : this.usual();
  }

  readonly press = async (event: KeyboardEvent): Promise<void> => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const link = event.currentTarget as HTMLElement;
    const day = link.dataset.day;
    const to = day === undefined ? null : dayByKey(event.key, day);
    if (to === null) return;
    event.preventDefault();
    this.#moved = to;
    const { from, to: until } = this.span();
    if (to < from || to > until) await this.show(to);
    await tick();
    document.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus();
  };
}
