import { cleanup, render, screen } from '@testing-library/svelte';
import type { ComponentProps } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import FileRows from './FileRows.svelte';

const file = {
  path: '/in/a.fit',
  outcome: 'imported',
  code: 'new',
  reason: null,
  activity_ids: ['1'],
  flaws: []
} as const;
type Files = ComponentProps<typeof FileRows>['files'];

afterEach(cleanup);

function show(more: object, over: { isTakenBack?: boolean; isOver?: boolean } = {}): void {
  render(FileRows, { files: [{ ...file, ...more }] as unknown as Files, ...over });
}

describe('the row of a file', () => {
  it('leads to its activity and to its original', () => {
    show({});
    expect(screen.getByText('Imported')).toBeTruthy();
    expect(screen.getByRole('link', { name: /Open/ }).getAttribute('href')).toBe('/activities/1');
    expect(screen.getByRole('link', { name: /original of a\.fit/ })).toBeTruthy();
  });

  it('of a probable duplicate leads to the decision', () => {
    show({ code: 'probable_duplicate', reason: 'It looks like one that is here.' });
    expect(screen.getByRole('link', { name: 'Decide' }).getAttribute('href')).toBe('/duplicates#1');
    expect(screen.getByText('It looks like one that is here.')).toBeTruthy();
  });

  it('without a date asks for its start', () => {
    show({ code: 'undated', reason: 'Nobody knows the date.' });
    expect(screen.getByRole('link', { name: /Set its start/ })).toBeTruthy();
  });

  it('that failed says why, and leads nowhere', () => {
    show({ outcome: 'failed', code: 'file_damaged', reason: 'Nothing could be read.', activity_ids: [] });
    expect(screen.getByText('Failed')).toBeTruthy();
    expect(screen.getByText('Nothing could be read.')).toBeTruthy();
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('that waits says so', () => {
    show({ outcome: null, code: null, activity_ids: [] });
    expect(screen.getByText('Waiting')).toBeTruthy();
    cleanup();
    show({ outcome: null, code: null, activity_ids: [] }, { isOver: true });
    expect(screen.getByText('Not reached')).toBeTruthy();
  });

  it('of an import that was taken back leads nowhere', () => {
    show({}, { isTakenBack: true });
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('of many tracks leads to each, as far as there is room', () => {
    show({ activity_ids: ['1', '2', '3', '4', '5', '6', '7', '8', '9'] });
    expect(screen.getByRole('link', { name: 'Activity 7 from a.fit' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Activity 8 from a.fit' })).toBeNull();
    expect(screen.getByText('and 2 more')).toBeTruthy();
  });
});
