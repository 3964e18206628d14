import { goto } from '$app/navigation';
import { session } from '#lib/session/session.svelte.ts';
import { Form } from '#lib/ui/form.svelte.ts';

const SECOND_MS = 1000;

/** A form at the door: on success signs in and goes on; when there were too many tries it counts down to the next one. */
export class DoorForm extends Form {
  /** Until another try is taken; null when none has to be waited for. */
  waitS = $state<number | null>(null);
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super({
      fields: ['username', 'password', 'new_password', 'email'],
      codes: {
        credentials_wrong: 'password',
        username_invalid: 'username',
        username_taken: 'username',
        email_invalid: 'email',
        email_taken: 'email',
        password_too_short: 'password',
        password_too_long: 'password',
        password_too_common: 'password'
      }
    });
  }

  /** Send, then show the app to who is signed in by it. */
  async enter(call: () => Promise<unknown>, next: string): Promise<void> {
    if (await this.admit(call)) await goto(next, { refreshAll: true, replace: true });
  }

  /** Send, and read who is signed in by it. Tells whether anybody is. */
  async admit(call: () => Promise<unknown>): Promise<boolean> {
    const isIn = await this.send(async () => {
      await call();
      await session.load();
    });
    if (!isIn) this.#wait(this.error?.code === 'rate_limited' ? this.error.retryAfterS : null);
    return isIn;
  }

  /** Stop counting, as when the page is left. */
  leave(): void {
    clearInterval(this.#clock);
  }

  #wait(seconds: number | null): void {
    clearInterval(this.#clock);
    this.waitS = seconds;
    if (seconds === null) return;
    const until = performance.now() + seconds * SECOND_MS;
    this.#clock = setInterval(() => {
      const left = Math.ceil((until - performance.now()) / SECOND_MS);
      this.waitS = left > 0 ? left : null;
      if (left > 0) return;
      clearInterval(this.#clock);
      this.error = null;
    }, SECOND_MS);
  }
}

/** The one-time secret of a link, which stands behind `#` so that no server log sees it. */
export function secretOf(url: { hash: string }, name: string): string | null {
  return new URLSearchParams(url.hash.slice(1)).get(name);
}
