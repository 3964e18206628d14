import { api, ApiError, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';

export type Hit = components['schemas']['HitOut'];

/** Between two keys of somebody who types. */
const PAUSE_MS = 150;
const MOST_HITS = 8;

/** Activities found by words, while they are typed: what was found last stays until something newer is. */
export class Finder {
  query = $state('');
  hits = $state.raw<readonly Hit[]>([]);
  error = $state.raw<ApiError | null>(null);
  /** What the hits are of; null before the first answer. */
  found = $state<string | null>(null);
  #pause: ReturnType<typeof setTimeout> | undefined;

  readonly words: string = $derived(this.query.trim());
  readonly isReading: boolean = $derived(
    this.words !== '' && this.found !== this.words && this.error === null
  );

  /** The words changed. */
  look(): void {
    clearTimeout(this.#pause);
    this.error = null;
    if (this.words === '') this.#take('', []);
    else this.#pause = setTimeout(() => void this.find(), PAUSE_MS);
  }

  /** Ask for the words as they are now. */
  async find(): Promise<void> {
    const { words } = this;
    this.error = null;
    try {
      const { items } = await read(
        api.GET('/api/v1/search', { params: { query: { q: words, limit: MOST_HITS } } })
      );
      if (words === this.words) this.#take(words, items);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (words === this.words) this.error = error;
    }
  }

  /** Begin anew. */
  clear(): void {
    this.query = '';
    this.look();
  }

  #take(words: string, hits: readonly Hit[]): void {
    this.found = words;
    this.hits = hits;
  }
}
