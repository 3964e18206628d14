import { DATA } from '#lib/live/live.svelte.ts';
import { isDay } from '#lib/ranges/ranges.ts';
import { today } from '#lib/units/days.svelte.ts';
import { readContent } from './content.ts';
import { isView, spanOf } from './weeks.ts';

export async function load({ depends, parent, url }) {
  depends(DATA);
  await parent();
  const asked = url.searchParams.get('view');
  const view = isView(asked) ? asked : ('month' as const);
  const day = dayOf(url, 'day');
  const on = dayOf(url, 'on') ?? day ?? today();
  const span = spanOf(view, on);
  return { view, on, day, span, content: readContent(span) };
}

function dayOf(url: URL, name: string): string | null {
  const text = url.searchParams.get(name);
  return text !== null && isDay(text) ? text : null;
}
