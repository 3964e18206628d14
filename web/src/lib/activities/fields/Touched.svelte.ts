import { SvelteSet } from 'svelte/reactivity';
import type { Flaw } from './check.ts';

/** Which fields were left once: what is wrong is said then, not while somebody is still typing. */
export class Touched<Name extends string> {
  readonly #left = new SvelteSet<Name>();

  leave = (name: Name) => (): void => void this.#left.add(name);

  /** The flaw of a field, once it may be said. */
  say(name: Name, flaw: Flaw, isTried: boolean): Flaw {
    return isTried || this.#left.has(name) ? flaw : undefined;
  }
}
