import { cleanup, render } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { screenKey } from '#lib/keys/screen-keys.ts';
import Neighbours from './Neighbours.svelte';

const goto = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('$app/navigation', () => ({ goto }));
vi.mock('$app/state', () => ({ page: { url: new URL('https://p.example/activities/this') } }));

afterEach(cleanup);

it.each([
  ['j', 'older'],
  ['k', 'newer']
])('the key %s leads to what is %s, as it does in the list', async (key, id) => {
  render(Neighbours, { neighbours: Promise.resolve({ previous_id: 'older', next_id: 'newer' }) });
  await Promise.resolve();
  screenKey(key)?.(new KeyboardEvent('keydown', { key }));
  expect(goto).toHaveBeenCalledExactlyOnceWith(`/activities/${id}`);
});
