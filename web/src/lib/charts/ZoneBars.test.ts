import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import ZoneBars from './ZoneBars.svelte';

const cells = () =>
  screen.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent.trim()).join('|'));

afterEach(cleanup);

describe('bars of zones', () => {
  it('are a table with time and share, in order', () => {
    const zones = [
      { name: 'Z1', seconds: 2700 },
      { name: 'Z2', seconds: 900 }
    ];
    render(ZoneBars, { caption: 'Time in zones', zones });
    expect(screen.getByRole('table', { name: 'Time in zones' })).toBeTruthy();
    expect(cells().slice(1)).toEqual(['Z1||45:00|75 %', 'Z2||15:00|25 %']);
  });

  it('count what lies below the first zone', () => {
    render(ZoneBars, { caption: 'Time in zones', zones: [{ name: 'Z1', seconds: 60 }], belowS: 60 });
    expect(cells().slice(1)).toEqual(['Below||1:00|50 %', 'Z1||1:00|50 %']);
  });

  it('of no time at all have no shares', () => {
    render(ZoneBars, { caption: 'Time in zones', zones: [{ name: 'Z1', seconds: 0 }] });
    expect(cells().slice(1)).toEqual(['Z1||0:00|–']);
  });
});
