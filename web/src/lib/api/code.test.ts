import { describe, expect, it } from 'vitest';
import { arrived } from './code.ts';

describe('a part of the app that is fetched when it is wanted', () => {
  it.each([
    'Failed to fetch dynamically imported module: http://x/_app/a.js',
    'error loading dynamically imported module: http://x/_app/a.js',
    'Importing a module script failed.',
    'Unable to preload CSS for /_app/a.css'
  ])('that does not come is an error of its own: %s', async (message) => {
    await expect(arrived(Promise.reject(new TypeError(message)))).rejects.toMatchObject({
      code: 'part_missing',
      isOffline: true
    });
  });

  it('that came and is broken stays a fault of ours', async () => {
    const fault = new TypeError('x is not a function');
    await expect(arrived(Promise.reject(fault))).rejects.toBe(fault);
  });
});
