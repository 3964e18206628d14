import { describe, expect, it } from 'vitest';
import { dateFormat, numberFormat } from './formats.ts';

describe('formats', () => {
  it('are made once for a language and its options', () => {
    const options = { maximumFractionDigits: 1 };
    expect(numberFormat('en-GB', options)).toBe(numberFormat('en-GB', { ...options }));
    expect(numberFormat('en-GB', options)).not.toBe(numberFormat('de-DE', options));
    expect(dateFormat('en-GB', { month: 'long' })).not.toBe(dateFormat('en-GB', { month: 'short' }));
  });
});
