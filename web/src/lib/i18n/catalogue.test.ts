import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { catalogue, isMessageKey, messageOf, type MessageKey } from './catalogue.ts';
import { pseudo } from './pseudo.ts';

const KEYS = Object.entries(catalogue).flatMap(([area, messages]) =>
  Object.keys(messages).map((name) => `${area}.${name}` as MessageKey)
);

const FILES = import.meta.glob('./en/*.json', { query: '?raw', import: 'default', eager: true });
const SOURCES = import.meta.glob('/src/**/*.{svelte,ts}', { query: '?raw', import: 'default', eager: true });

describe('the catalogue', () => {
  it.each(KEYS)('%s is a message that can be formatted', (key) => {
    expect(() => new IntlMessageFormat(messageOf(key), 'en')).not.toThrow();
  });

  it.each(Object.entries(FILES as Record<string, string>))('%s names each message once', (_, text) => {
    // What JSON reads of a name that stands twice is the last one, without a word.
    const names = [...text.matchAll(/^ {2}"([a-z0-9_]+)":/gm)].map((match) => match[1]);
    expect(names).toEqual([...new Set(names)]);
  });

  it('holds no message that nothing says', () => {
    const code = Object.entries(SOURCES as Record<string, string>)
      .filter(([path]) => !path.endsWith('.test.ts'))
      .map(([, text]) => text)
      .join('\n');
    // A key that is put together, as `help.word_${word}`, counts for all that begin like it.
    const prefixes = [...code.matchAll(/[`'"]([a-z_]+\.[a-z0-9_]*)\$\{/g)].map((match) => match[1] ?? '');
    const unsaid = KEYS.filter(
      (key) => !code.includes(key) && !prefixes.some((prefix) => prefix !== '' && key.startsWith(prefix))
    );
    expect(unsaid).toEqual([]);
  });

  it('knows its keys from others', () => {
    expect(isMessageKey('app.loading')).toBe(true);
    expect(isMessageKey('app.nothing')).toBe(false);
    expect(isMessageKey('app.toString')).toBe(false);
    expect(isMessageKey('nothing')).toBe(false);
  });
});

describe('the pseudo-locale', () => {
  it('makes every message at least 40 % longer and keeps values and plurals', () => {
    const message = '{count, plural, one {# run} other {# runs}} in {place}';
    const text = new IntlMessageFormat(pseudo(message), 'en').format({ count: 2, place: 'Bled' }) as string;
    expect(text).toMatch(/^\[2 .*ùñš.*Bled·+\]$/);
    const plain = messageOf('app.insecure_http');
    const long = new IntlMessageFormat(pseudo(plain), 'en').format() as string;
    expect(long.length).toBeGreaterThanOrEqual(plain.length * 1.4);
  });
});
