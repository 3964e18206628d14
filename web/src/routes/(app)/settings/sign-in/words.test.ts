import { describe, expect, it } from 'vitest';
import { browserOf, placeOf } from './words.svelte.ts';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('a sign-in in words', () => {
  it.each([
    [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`, 'Chrome on Linux'],
    [
      `Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
      'Edge on Windows'
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone'
    ],
    ['curl/8.5.0', 'curl'],
    ['My Watch 1.0', 'My Watch 1.0'],
    ['', 'A browser that says nothing of itself']
  ])('%s is %s', (agent, words) => expect(browserOf(agent)).toBe(words));

  it.each([
    ['127.0.0.1', 'on the machine itself'],
    ['::1', 'on the machine itself'],
    ['192.168.1.20', 'in your own network (192.168.1.20)'],
    ['172.32.0.1', 'from 172.32.0.1'],
    ['fd00::2', 'in your own network (fd00::2)'],
    ['2001:db8::1', 'from 2001:db8::1']
  ])('%s is %s', (ip, words) => expect(placeOf(ip)).toBe(words));
});
