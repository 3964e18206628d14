import { api, read } from '#lib/api/client.ts';
import { listFamilies } from '#lib/activities/families.ts';
import { DATA } from '#lib/live/live.svelte.ts';
import type { PageLoad } from './$types.js';
import { choiceOf } from './choice.ts';
import { readOverlays } from './overlays.ts';

export const load: PageLoad = ({ url, depends }) => {
  depends(DATA);
  const choice = choiceOf(url);
  return {
    choice,
    overlays: readOverlays(choice),
    families: listFamilies(),
    predictions: choice.kind === 'pace' ? read(api.GET('/api/v1/predictions')) : null
  };
};
