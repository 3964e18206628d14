import { api, read } from '#lib/api/client.ts';
import { listFamilies } from '#lib/activities/families.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import type { PageLoad } from './$types.js';
import { choiceOf, kindOf, usualKind } from './choice.ts';
import { readOverlays } from './overlays.ts';

export const load: PageLoad = async ({ url, depends }) => {
  depends(DATA);
  const families = listFamilies();
  const choice = choiceOf(url, kindOf(url) ?? usualKind(await families));
  return {
    choice,
    overlays: readOverlays(choice),
    families,
    predictions: choice.kind === 'pace' ? read(api.GET('/api/v1/predictions')) : null
  };
};
