import { invalidate } from '$app/navigation';
import { api, read } from '#lib/api/client.ts';
import { oldestRead } from '#lib/api/revision.ts';
import type { components } from '#lib/api/schema.d.ts';
import { session } from '#lib/session/session.svelte.ts';

export type Batch = components['schemas']['BatchOut'];

/** Derived figures being computed anew: how many activities wait, of how many. */
export interface Recompute {
  waiting_count: number;
  activity_count: number;
  earliest_on: string | null;
}

/** What a load function depends on when it reads the athlete's data: `depends(DATA)`. */
export const DATA = 'paceline:data';

/** A burst of revisions, as an import makes, is one reading. */
const SETTLE_MS = 400;

/** What the server tells by itself: that the data changed, and how far imports are. */
class Live {
  #source: EventSource | null = null;
  #settling: ReturnType<typeof setTimeout> | undefined;

  /** How often the athlete's data changed, as far as was told; null before the first word. */
  revision = $state<number | null>(null);
  /** Imports under way or just over, by id. */
  imports = $state.raw<Record<string, Batch>>({});
  /** How far a recomputation is; null while none is under way. */
  recompute = $state.raw<Recompute | null>(null);
  /** Whether the stream is open: the server can be reached. */
  isOpen = $state(false);

  /** How much of a recomputation is done, in percent. */
  get percentDone(): number {
    if (this.recompute === null || this.recompute.activity_count === 0) return 100;
    return Math.round((1 - this.recompute.waiting_count / this.recompute.activity_count) * 100);
  }

  /** Listen from now on; harmless when listening already. */
  open(): void {
    if (this.#source !== null) return;
    const source = new EventSource('/api/v1/events');
    source.addEventListener('open', () => (this.isOpen = true));
    source.addEventListener('error', () => {
      this.isOpen = false;
      // A browser tries again by itself, but not after a refusal, of which it does not tell the reason.
      if (source.readyState === EventSource.CLOSED) askWhoIsHere();
    });
    source.addEventListener('end', askWhoIsHere);
    source.addEventListener('revision', (event) => this.#take(JSON.parse(event.data)));
    source.addEventListener('import', (event) => {
      const batch = JSON.parse(event.data) as Batch;
      this.imports = { ...this.imports, [batch.id]: batch };
    });
    source.addEventListener('recompute', (event) => {
      const told = JSON.parse(event.data) as Recompute & { is_over: boolean };
      this.recompute = told.is_over ? null : told;
    });
    this.#source = source;
  }

  /** Stop listening and forget what was told. */
  close(): void {
    this.#source?.close();
    this.#source = null;
    this.revision = null;
    this.imports = {};
    this.recompute = null;
    this.isOpen = false;
    clearTimeout(this.#settling);
  }

  #take({ revision }: { revision: number }): void {
    // The first word, and one after a break, say where we stand: that is news only to what was read before.
    const known = this.revision ?? oldestRead();
    this.revision = revision;
    if (known === null || known >= revision) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      void session.refresh();
      void invalidate(DATA);
    }, SETTLE_MS);
  }
}

/** A sign-in that is over is noted by the refusal. */
function askWhoIsHere(): void {
  void read(api.GET('/api/v1/me')).catch(() => undefined);
}

export const live = new Live();
