import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { Day } from '#lib/units/days.svelte.ts';

type Activity = components['schemas']['ActivityOut'];

/** An activity of a day, with what it counts for. */
export interface DaySession {
  activity: Activity;
  load: number | null;
  /** Why there is no load. */
  reason: string | null;
}

/** The sessions of days, each day read once. */
export class DaySessions {
  readonly #read = new Map<Day, Promise<DaySession[]>>();

  of(day: Day): Promise<DaySession[]> {
    const kept = this.#read.get(day) ?? readSessions(day);
    this.#read.set(day, kept);
    kept.catch(() => this.#read.delete(day));
    return kept;
  }
}

async function readSessions(day: Day): Promise<DaySession[]> {
  const query = { from: day, to: day };
  const [page, loads] = await Promise.all([
    read(api.GET('/api/v1/activities', { params: { query } })),
    read(api.GET('/api/v1/loads', { params: { query } }))
  ]);
  const places = new Map(loads.activity_id.map((id, place) => [id, place]));
  // Only what counts has a load: not duplicates, nor the whole of several sports, whose legs do.
  return page.items.flatMap((activity) => {
    const place = places.get(activity.id);
    if (place === undefined) return [];
    return [{ activity, load: loads.load[place] ?? null, reason: loads.reason[place] ?? null }];
  });
}
