import { goto } from '$app/navigation';
import { ApiError } from '#lib/api/client.ts';
import { session } from '#lib/session/session.svelte.ts';

/** A form at the door: sends once, and keeps what was refused beside what was typed. */
export class DoorForm {
  isBusy = $state(false);
  error = $state.raw<ApiError | null>(null);

  /** Send, and on success sign in and go to `next`. */
  async send(call: () => Promise<unknown>, next: string): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.error = null;
    try {
      await call();
      await session.load();
      await goto(next, { invalidateAll: true, replaceState: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      this.isBusy = false;
    }
  }

  /** What was wrong with one field. */
  problemOf(field: string): string | undefined {
    return this.error?.fields.find((problem) => problem.field.endsWith(field))?.message;
  }
}

/** Where to go after signing in: only ever within this site. */
export function nextOf(url: { searchParams: { get(name: string): string | null } }): string {
  const next = url.searchParams.get('next') ?? '/';
  return next.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/';
}

/** The one-time secret of a link, which stands behind `#` so that no server log sees it. */
export function secretOf(url: { hash: string }, name: string): string | null {
  return new URLSearchParams(url.hash.slice(1)).get(name);
}
