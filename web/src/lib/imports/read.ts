import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { Batch } from '#lib/live/live.svelte.ts';
import type { Outcome } from './batch.ts';

type Detail = components['schemas']['BatchDetail'];

/** The most rows that the API gives at once. */
const MOST_AT_ONCE = 200;

/** The latest imports, so many of them. */
export async function readImports(count: number): Promise<{ imports: Batch[]; hasMore: boolean }> {
  const imports: Batch[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(count - imports.length, MOST_AT_ONCE);
    const query: { limit: number; cursor?: string } = cursor === null ? { limit } : { limit, cursor };
    const page: components['schemas']['BatchPage'] = await read(
      api.GET('/api/v1/imports', { params: { query } })
    );
    imports.push(...page.imports);
    cursor = page.next_cursor;
  } while (cursor !== null && imports.length < count);
  return { imports, hasMore: cursor !== null };
}

/** An import and so many of its files, of one outcome or of all. */
export async function readImport(
  id: string,
  outcome: Outcome | null,
  count: number
): Promise<{ batch: Batch; files: Detail['files']; hasMore: boolean }> {
  const files: Detail['files'] = [];
  let page: Detail | null = null;
  do {
    const query = {
      limit: Math.min(count - files.length, MOST_AT_ONCE),
      ...(outcome === null ? {} : { outcome }),
      ...(page?.next_cursor == null ? {} : { cursor: page.next_cursor })
    };
    page = (await read(
      api.GET('/api/v1/imports/{import_id}', { params: { path: { import_id: id }, query } })
    )) as Detail;
    files.push(...page.files);
  } while (page.next_cursor !== null && files.length < count);
  return { batch: page.batch, files, hasMore: page.next_cursor !== null };
}
