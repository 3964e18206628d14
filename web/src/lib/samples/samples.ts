import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';

export type Samples = components['schemas']['SamplesOut'];
export type Sample = components['schemas']['SampleOut'];
export type SampleKind = components['schemas']['SampleKind'];

export function readSamples(): Promise<Samples> {
  return read(api.GET('/api/v1/samples'));
}

/** Fill the athlete with two years of a made-up one; the work goes on in the background. */
export function fillWith(athlete: SampleKind): Promise<Sample> {
  return read(api.POST('/api/v1/samples', { body: { athlete } }));
}

/** Take the sample out again; tells how many activities went. */
export async function removeSample(): Promise<number> {
  const { removed_activities } = await read(api.DELETE('/api/v1/samples'));
  return removed_activities;
}
