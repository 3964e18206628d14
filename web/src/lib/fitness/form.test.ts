import { describe, expect, it } from 'vitest';
import { bandOf, meaningOf } from './form.ts';

describe('form', () => {
  it.each([
    [40, 'transition'],
    [25, 'transition'],
    [24.9, 'fresh'],
    [5, 'fresh'],
    [0, 'grey'],
    [-10, 'grey'],
    [-10.1, 'optimal'],
    [-30, 'optimal'],
    [-30.1, 'risk']
  ])('of %d is %s', (form, band) => expect(bandOf(form).band).toBe(band));

  it('means nothing while fitness builds up or hardly exists', () => {
    expect(meaningOf(60, -20, false)).toBe('optimal');
    expect(meaningOf(60, -20, true)).toBe('building');
    expect(meaningOf(3, 0, false)).toBe('little');
  });
});
