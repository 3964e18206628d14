import { untrack } from 'svelte';
import { changesOf } from '#lib/session/profile.ts';

/** Fields that are edited over what is stored. What nobody touched here follows what is changed elsewhere. Made while a component is. */
export class Draft<Fields extends object> {
  fields = $state() as Fields;
  /** What differs from what is stored. */
  readonly changes: Partial<Fields> = $derived.by(() =>
    changesOf(this.stored(), $state.snapshot(this.fields) as Fields)
  );

  constructor(
    private readonly stored: () => Fields,
    /** What to begin with, where that is not what is stored. */
    first: Fields = stored()
  ) {
    this.fields = structuredClone(first);
    let before = stored();
    $effect.pre(() => {
      const now = stored();
      untrack(() => this.#follow(before, now));
      before = now;
    });
  }

  get isUnchanged(): boolean {
    return Object.keys(this.changes).length === 0;
  }

  #follow(before: Fields, now: Fields): void {
    const touched = changesOf(before, $state.snapshot(this.fields) as Fields);
    for (const name of Object.keys(changesOf(before, now)) as (keyof Fields)[]) {
      if (!(name in touched)) this.fields[name] = structuredClone(now[name]);
    }
  }
}
