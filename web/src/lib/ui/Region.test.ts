import { cleanup, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import Region from './Region.svelte';

vi.mock('$app/navigation', () => ({ invalidate: vi.fn() }));

afterEach(cleanup);

const children = createRawSnippet<[unknown]>((value) => ({ render: () => `<p>${String(value())}</p>` }));
const refused = () => Promise.reject(new ApiError(503, 'busy', 'Paceline is busy.'));

describe('a region', () => {
  it('says what went wrong, with a way to try again', async () => {
    render(Region, { of: refused(), children });
    expect(await screen.findByText('Paceline is busy.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('leaves that to the one that it repeats', async () => {
    const { container } = render(Region, { of: refused(), children, isRepeating: true });
    await vi.waitFor(() => expect(container.querySelector('[aria-busy]')).toBeNull());
    expect(container.textContent.trim()).toBe('');
  });

  it('shows its value', async () => {
    render(Region, { of: Promise.resolve('twelve'), children, isRepeating: true });
    expect(await screen.findByText('twelve')).toBeTruthy();
  });
});
