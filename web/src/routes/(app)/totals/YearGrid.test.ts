import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import YearGrid from './YearGrid.svelte';

afterEach(cleanup);

describe('the grid of a year', () => {
  it('is read out and opened by keys', async () => {
    const onpick = vi.fn();
    const { container } = render(YearGrid, {
      year: 2026,
      on: '2026-11-28',
      valueOf: () => 1,
      levels: [0],
      label: 'Time of each day of 2026',
      describe: (day: string) => `read ${day}`,
      at: null,
      onpick
    });
    const grid = screen.getByRole('group', { name: 'Time of each day of 2026' });
    const read = () => container.querySelector('[aria-live]')?.textContent;
    await fireEvent.keyDown(grid, { key: 'ArrowLeft' });
    expect(read()).toBe('read 2026-11-28');
    await fireEvent.keyDown(grid, { key: 'ArrowLeft' });
    await fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(read()).toBe('read 2026-11-22');
    await fireEvent.keyDown(grid, { key: 'Enter' });
    expect(onpick).toHaveBeenCalledExactlyOnceWith('2026-11-22');
    await fireEvent.keyDown(grid, { key: 'Escape' });
    expect(read()).toBe('');
  });
});
