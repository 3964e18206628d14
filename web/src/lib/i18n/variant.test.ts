import { describe, expect, it } from 'vitest';
import { englishOf } from './variant.ts';

describe('the English of a browser', () => {
  it.each([
    ['en-US', ['en-US', 'de-DE']],
    ['en-IE', ['en-IE', 'en', 'ga']],
    ['en', ['en']],
    ['en', []],
    ['en-GB', ['de-DE', 'de', 'en-US', 'en']],
    ['en-GB', ['de']],
    ['en-GB', ['pl-PL', 'pl', 'en-US']],
    ['en-CA', ['fr-CA', 'fr', 'en-US']],
    ['en-US', ['es-US', 'es']],
    ['en-GB', ['pt-BR', 'en-US']],
    ['en-GB', ['c']]
  ])('is %s for %j', (variant, languages) => expect(englishOf(languages)).toBe(variant));

  it('puts the day before the month and counts 24 hours where people do', () => {
    const format = englishOf(['de-DE', 'de', 'en-US', 'en']);
    const evening = new Date('2026-11-29T19:05:00Z');
    const short = new Intl.DateTimeFormat(format, {
      dateStyle: 'short',
      timeStyle: 'short',
      timeZone: 'UTC'
    });
    expect(short.format(evening)).toBe('29/11/2026, 19:05');
    expect(new Intl.NumberFormat(format).format(1234.5)).toBe('1,234.5');
  });
});
