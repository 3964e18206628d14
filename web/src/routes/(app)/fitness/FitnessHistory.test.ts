import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { daysAfter, today } from '#lib/units/days.svelte.ts';
import type { History } from './history.ts';
import FitnessHistory from './FitnessHistory.svelte';

const NOTHING: History = {
  basis: 'all',
  day: [],
  load: [],
  partial: [],
  fitness: [],
  fatigue: [],
  form: [],
  ramp: [],
  monotony: [],
  strain: [],
  building_baseline_until: null,
  is_updating: false
};
const range = { preset: '90d', from: '2026-01-01', to: '2026-03-31' } as const;

afterEach(cleanup);

describe('the fitness screen', () => {
  it('says what is needed while there is no activity, and leads to the import', () => {
    render(FitnessHistory, { history: NOTHING, range });
    expect(screen.getByText('Not enough data yet')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Import activities' }).getAttribute('href')).toBe('/import');
  });

  it('draws no curve of fewer than fourteen days', () => {
    const until = daysAfter(today(), 41 - 5);
    render(FitnessHistory, { history: { ...NOTHING, building_baseline_until: until }, range });
    expect(screen.getByText(/once your history is 14 days long/)).toBeTruthy();
  });

  it('says that figures are being brought up to date', () => {
    render(FitnessHistory, { history: { ...NOTHING, is_updating: true }, range });
    expect(screen.getByRole('status').textContent).toMatch(/brought up to date/);
  });
});
