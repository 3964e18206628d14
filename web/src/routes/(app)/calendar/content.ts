import { loadsById, type Activity, type LoadsById } from '#lib/activities/loads.ts';
import { rowsOf, type FamilyTotals } from '#lib/activities/totals.ts';
import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { Span } from '#lib/ranges/ranges.ts';

export type Note = components['schemas']['NoteOut'];

/** Everything of some days. */
export interface Content {
  activities: Activity[];
  loads: LoadsById;
  notes: Note[];
  rows: FamilyTotals[];
}

const PAGE_ROWS = 200;

export async function readContent(span: Span): Promise<Content> {
  const days = { from: span.from, to: span.to };
  const [activities, loads, notes, totals] = await Promise.all([
    readActivities(span),
    read(api.GET('/api/v1/loads', { params: { query: days } })),
    read(api.GET('/api/v1/profile/notes', { params: { query: { ...days, limit: PAGE_ROWS } } })),
    read(api.GET('/api/v1/athletes/me/summary', { params: { query: { ...days, period: 'day' } } }))
  ]);
  return { activities, loads: loadsById(loads), notes: notes.items, rows: rowsOf(totals) };
}

async function readActivities({ from, to }: Span): Promise<Activity[]> {
  const found: Activity[] = [];
  let cursor: string | null = null;
  do {
    const page: components['schemas']['ActivityPageOut'] = await read(
      api.GET('/api/v1/activities', {
        params: { query: { from, to, limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) } }
      })
    );
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}
