import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { afterEach, describe, expect, it } from 'vitest';
import { session, type Profile } from '#lib/session/session.svelte.ts';
import { inUnitsOf } from '#lib/units/notation.svelte.ts';
import ValueField from './ValueField.svelte';

async function read(units: 'metric' | 'imperial') {
  session.keep({ units, language: null, speed_display: {} } as unknown as Profile);
  await tick();
}

/** A field over a stored distance, in the units of who reads. */
function show(metres: number | null) {
  const stored = new SvelteMap([['metres', metres]]);
  render(ValueField, {
    label: 'Way',
    get value() {
      return stored.get('metres') ?? null;
    },
    set value(metres) {
      stored.set('metres', metres);
    },
    get notation() {
      return inUnitsOf('distance', 1);
    }
  });
  return stored;
}

const field = () => screen.getByLabelText<HTMLInputElement>('Way');
const type = (value: string) => fireEvent.input(field(), { target: { value } });

describe('a value that is typed', () => {
  afterEach(() => {
    cleanup();
    session.forget();
  });

  it('shows in other units as what it is, and in the first ones as it was typed', async () => {
    await read('metric');
    const stored = show(null);
    await type('10,50');
    await read('imperial');
    expect([field().value, stored.get('metres')]).toEqual(['6.5', 10_500]);
    await read('metric');
    expect([field().value, stored.get('metres')]).toEqual(['10,50', 10_500]);
  });

  it('that reads as none is left alone, and keeps the form from being sent', async () => {
    await read('metric');
    show(1000);
    await type('ten');
    await read('imperial');
    expect([field().value, field().validity.valid]).toEqual(['ten', false]);
    await type('10');
    expect(field().validity.valid).toBe(true);
  });

  it('gives way to one that is set from outside', async () => {
    const stored = show(null);
    await type('3');
    stored.set('metres', null);
    await tick();
    expect(field().value).toBe('');
    stored.set('metres', 4200);
    await tick();
    expect(field().value).toBe('4.2');
  });
});
