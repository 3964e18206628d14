import type { Activity } from '#lib/activities/loads.ts';
import { within, type FamilyTotals } from '#lib/activities/totals.ts';
import type { Span } from '#lib/ranges/ranges.ts';
import { daysAfter, daysBetween, monthOf, monthsAfter, weekOf, type Day } from '#lib/units/days.svelte.ts';
import type { Content, Note } from './content.ts';

export type View = 'month' | 'week';

/** A day of the calendar with what was done on it, in order of time. */
export interface CalendarDay {
  day: Day;
  activities: Activity[];
  notes: Note[];
  /** Belongs to the month before or after. */
  isOutside: boolean;
}

/** A note across the days of one week; `lane` keeps notes of the same days apart. */
export interface Band {
  note: Note;
  /** Columns from 0 to 6, both included. */
  first: number;
  last: number;
  lane: number;
  /** The note begins, or ends, in this week: elsewhere the band runs over the edge. */
  begins: boolean;
  ends: boolean;
}

export interface CalendarWeek {
  begins: Day;
  days: CalendarDay[];
  bands: Band[];
  laneCount: number;
  rows: FamilyTotals[];
}

const WEEK_DAYS = 7;

export function isView(text: string | null): text is View {
  return text === 'month' || text === 'week';
}

/** The whole weeks that a view shows around a day. */
export function spanOf(view: View, on: Day): Span {
  if (view === 'week') return { from: weekOf(on), to: daysAfter(weekOf(on), WEEK_DAYS - 1) };
  const lastOfMonth = daysAfter(monthsAfter(on, 1), -1);
  return { from: weekOf(monthOf(on)), to: daysAfter(weekOf(lastOfMonth), WEEK_DAYS - 1) };
}

/** The same place of the view, one view back or on. */
export function neighbourOf(view: View, on: Day, step: -1 | 1): Day {
  return view === 'week' ? daysAfter(on, step * WEEK_DAYS) : monthsAfter(on, step);
}

/** The weeks of a span with their content; without any, the empty grid. `month` is null in a week's view. */
export function weeksOf(span: Span, month: Day | null, content: Content | null): CalendarWeek[] {
  const byDay = new Map<Day, Activity[]>();
  for (const activity of content?.activities ?? []) {
    byDay.set(activity.local_on, [activity, ...(byDay.get(activity.local_on) ?? [])]);
  }
  const weekCount = (daysBetween(span.from, span.to) + 1) / WEEK_DAYS;
  return Array.from({ length: weekCount }, (_, at) => {
    const begins = daysAfter(span.from, at * WEEK_DAYS);
    const bands = bandsOf(begins, content?.notes ?? []);
    const days = Array.from({ length: WEEK_DAYS }, (_, column) => daysAfter(begins, column));
    return {
      begins,
      days: days.map((day, column) => ({
        day,
        activities: byDay.get(day) ?? [],
        notes: bands.filter((band) => band.first <= column && column <= band.last).map((band) => band.note),
        isOutside: month !== null && monthOf(day) !== month
      })),
      bands,
      laneCount: bands.reduce((most, band) => Math.max(most, band.lane + 1), 0),
      rows: within(content?.rows ?? [], begins, daysAfter(begins, WEEK_DAYS - 1))
    };
  });
}

function bandsOf(begins: Day, notes: readonly Note[]): Band[] {
  const ends = daysAfter(begins, WEEK_DAYS - 1);
  const held = notes
    .filter((note) => note.from_on <= ends && (note.until_on === null || note.until_on >= begins))
    .toSorted((a, b) => a.from_on.localeCompare(b.from_on) || a.id.localeCompare(b.id));
  const lastOfLane: number[] = [];
  return held.map((note) => {
    const first = Math.max(0, daysBetween(begins, note.from_on));
    const last =
      note.until_on === null ? WEEK_DAYS - 1 : Math.min(WEEK_DAYS - 1, daysBetween(begins, note.until_on));
    const free = lastOfLane.findIndex((until) => until < first);
    const lane = free < 0 ? lastOfLane.length : free;
    lastOfLane[lane] = last;
    return {
      note,
      first,
      last,
      lane,
      begins: note.from_on >= begins,
      ends: note.until_on !== null && note.until_on <= ends
    };
  });
}
