import { rowsOf, within, type FamilyTotals } from '#lib/activities/totals.ts';
import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { Span } from '#lib/ranges/ranges.ts';
import { daysAfter, type Day } from '#lib/units/days.svelte.ts';

export type ZoneKind = components['schemas']['ZoneKind'];
export const ZONE_KINDS = ['heart_rate', 'power', 'pace'] as const satisfies readonly ZoneKind[];

/** Fitness at both ends of a span; null where there is none. */
export interface FitnessEnds {
  start: number | null;
  end: number | null;
  isUpdating: boolean;
}

export async function readRows(span: Span): Promise<FamilyTotals[]> {
  const query = { period: 'day' as const, ...span };
  return rowsOf(await read(api.GET('/api/v1/athletes/me/summary', { params: { query } })));
}

/** Fitness on the evening before a span and on its last day. */
export async function readFitness({ from, to }: Span): Promise<FitnessEnds> {
  const before = daysAfter(from, -1);
  const course = await read(api.GET('/api/v1/fitness', { params: { query: { from: before, to } } }));
  const isWhole = course.day[0] === before;
  return {
    start: isWhole ? (course.fitness[0] ?? null) : null,
    end: course.fitness.at(-1) ?? null,
    isUpdating: course.is_updating
  };
}

export type Zones = components['schemas']['ZoneTotalsOut'];

export function readZones(span: Span, kind: ZoneKind): Promise<Zones> {
  return read(api.GET('/api/v1/zones', { params: { query: { kind, ...span } } }));
}

/** The first day with anything recorded, to the month. */
export async function readFirstOn(): Promise<Day | null> {
  const { month } = await read(api.GET('/api/v1/activities/months'));
  const first = month.at(-1);
  return first === undefined ? null : `${first}-01`;
}

/** A week of a span, counted from its first day. */
export interface SpanWeek {
  from: Day;
  to: Day;
  rows: FamilyTotals[];
  /** The span ends within it. */
  isPartial: boolean;
}

/** A span in weeks of its own, so that the weeks of two spans meet. */
export function weeksOf({ from, to }: Span, rows: readonly FamilyTotals[]): SpanWeek[] {
  const weeks: SpanWeek[] = [];
  for (let begins = from; begins <= to; begins = daysAfter(begins, 7)) {
    const whole = daysAfter(begins, 6);
    const ends = whole < to ? whole : to;
    weeks.push({ from: begins, to: ends, rows: within(rows, begins, ends), isPartial: whole > to });
  }
  return weeks;
}
