import { error } from '@sveltejs/kit';
import { api, ApiError, read } from '#lib/api/client.ts';
import { OUTCOMES, type Outcome } from '#lib/imports/batch.ts';
import { readImport } from '#lib/imports/read.ts';
import { DATA } from '#lib/live/live.svelte.ts';

const STEP = 200;

export async function load({ depends, params, url }) {
  depends(DATA);
  const outcome = outcomeOf(url.searchParams.get('outcome'));
  const shown = Number(url.searchParams.get('shown')) || STEP;
  return {
    batch: await batchOf(params.id),
    files: readImport(params.id, outcome, shown),
    outcome,
    more: addressOf(outcome, shown + STEP)
  };
}

async function batchOf(id: string) {
  try {
    const query = { limit: 1 };
    return (
      await read(api.GET('/api/v1/imports/{import_id}', { params: { path: { import_id: id }, query } }))
    ).batch;
  } catch (problem) {
    // An id that is none is as unknown as one of nobody.
    if (problem instanceof ApiError && (problem.status === 404 || problem.status === 422)) error(404);
    throw problem;
  }
}

function outcomeOf(text: string | null): Outcome | null {
  return OUTCOMES.find((known) => known === text) ?? null;
}

function addressOf(outcome: Outcome | null, shown: number): string {
  return outcome === null ? `?shown=${shown}` : `?outcome=${outcome}&shown=${shown}`;
}
