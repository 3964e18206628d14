import { api, read } from '#lib/api/client.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import { readSamples } from '#lib/samples/samples.ts';
import { session } from '#lib/session/session.svelte.ts';
import { stepOf, STEPS } from './steps.ts';

/** Each step is an address of its own; without one it goes on where the athlete stopped, on whatever device that was. */
export async function load({ depends, url, parent }) {
  depends(DATA);
  await parent();
  const profile = await session.readProfile();
  const step = stepOf(url.searchParams.get('step')) ?? stepOf(profile.onboarding?.step) ?? STEPS[0];
  return {
    profile,
    step,
    samples: step === 'data' ? readSamples() : null,
    counts: step === 'data' ? read(api.GET('/api/v1/activities/months')) : null,
    proposals: step === 'thresholds' ? read(api.GET('/api/v1/thresholds/proposals')) : null
  };
}
