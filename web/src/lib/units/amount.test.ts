import { afterEach, describe, expect, it } from 'vitest';
import { session, type Profile } from '#lib/session/session.svelte.ts';
import { TypedAmount } from './amount.svelte.ts';

const read = (units: 'metric' | 'imperial') =>
  session.keep({ units, language: null, temperature_unit: null, speed_display: {} } as unknown as Profile);

afterEach(() => session.forget());

describe('an amount that is typed', () => {
  it('is what it was typed as, in whatever units it is shown', () => {
    read('metric');
    const amount = new TypedAmount('distance', 2);
    amount.text = '10,00';
    read('imperial');
    expect([amount.text, amount.stored]).toEqual(['6.21', 10_000]);
    read('metric');
    expect([amount.text, amount.stored]).toEqual(['10,00', 10_000]);
  });

  it('goes on in the units that it is shown in', () => {
    read('metric');
    const amount = new TypedAmount('height', 0);
    amount.text = '100';
    read('imperial');
    expect(amount.text).toBe('328');
    amount.text = '3280';
    read('metric');
    expect(amount.text).toBe('1000');
    expect(amount.stored).toBeCloseTo(999.744, 9);
  });

  it('keeps what reads as no number', () => {
    read('metric');
    const amount = new TypedAmount('distance', 2);
    amount.text = '10 or so';
    read('imperial');
    expect([amount.text, amount.stored]).toEqual(['10 or so', null]);
  });

  it('is exactly what is stored until somebody types', () => {
    read('metric');
    const amount = new TypedAmount('distance', 2);
    amount.stored = 12_345.678;
    expect(amount.text).toBe('12.35');
    read('imperial');
    expect([amount.text, amount.stored]).toEqual(['7.67', 12_345.678]);
  });
});
