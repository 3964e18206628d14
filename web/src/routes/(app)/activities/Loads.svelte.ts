import { loadsById, type KnownLoad, type LoadsById } from '#lib/activities/loads.ts';
import { api, ApiError, read } from '#lib/api/client.ts';

/** The most ids that the API takes at once. */
const MOST_IDS = 200;

/** The loads of the rows that were read: they come from another part of the server, after the rows. */
export class Loads {
  #known = $state.raw<LoadsById>(new Map());

  of(id: string): KnownLoad | undefined {
    return this.#known.get(id);
  }

  /** What some activities come to; null when none of them has a load. */
  sumOf(ids: readonly string[]): number | null {
    const loads = ids.map((id) => this.of(id)?.value ?? null).filter((load) => load !== null);
    return loads.length === 0 ? null : loads.reduce((sum, load) => sum + load, 0);
  }

  /** Read the loads of these activities, anew when they are known. Without them the column stays empty; the rows say the rest. */
  async want(ids: readonly string[]): Promise<void> {
    try {
      for (let first = 0; first < ids.length; first += MOST_IDS) {
        const query = { ids: ids.slice(first, first + MOST_IDS) };
        const found = await read(api.GET('/api/v1/loads', { params: { query } }));
        this.#known = new Map([...this.#known, ...loadsById(found)]);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
}
