import { api, read } from '#lib/api/client.ts';
import type { Span } from '#lib/ranges/ranges.ts';
import type { Entry, SportRecord } from '#lib/records/records.ts';

/** A record that fell: an earlier best was beaten. */
export interface Fallen {
  family: 'run' | 'ride';
  record: SportRecord;
  entry: Entry;
}

/** Distances of runs and powers of rides: what athletes call records. */
const MEASURES = { run: 'distance', ride: 'power' } as const;

/** All records that ever fell, the latest first. */
export async function readFallen(): Promise<Fallen[]> {
  const families = ['run', 'ride'] as const;
  const answers = await Promise.all(
    families.map((sport) => read(api.GET('/api/v1/records', { params: { query: { sport } } })))
  );
  return answers
    .flatMap(({ records }, at) => fallenOf(families[at] ?? 'run', records))
    .toSorted((one, other) => other.entry.day.localeCompare(one.entry.day));
}

/** The first entry of a history beat nothing, so it is none of them. */
export function fallenOf(family: Fallen['family'], records: readonly SportRecord[]): Fallen[] {
  return records
    .filter((record) => record.measure === MEASURES[family])
    .flatMap((record) => record.history.slice(1).map((entry) => ({ family, record, entry })));
}

/** The records that fell within a span, of each only the last. */
export function fallenIn(fallen: readonly Fallen[], { from, to }: Span): Fallen[] {
  const seen = new Set<SportRecord>();
  return fallen.filter(({ record, entry }) => {
    if (entry.day < from || entry.day > to || seen.has(record)) return false;
    seen.add(record);
    return true;
  });
}
