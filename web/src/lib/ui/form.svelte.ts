import { tick } from 'svelte';
import { ApiError } from '#lib/api/client.ts';

interface FormShape {
  /** The fields that show what was wrong with them, as the API names them. */
  fields?: readonly string[];
  /** Codes of refusals that are about one field. */
  codes?: Readonly<Record<string, string>>;
}

/** What a form sends and what came of it: one sending at a time, and a refusal kept beside what was typed. */
export class Form {
  isBusy = $state(false);
  error = $state.raw<ApiError | null>(null);
  /** The form on the page, to lead to what was refused. */
  element = $state.raw<HTMLFormElement>();
  readonly #fields: readonly string[];
  readonly #codes: Readonly<Record<string, string>>;

  constructor({ fields = [], codes = {} }: FormShape = {}) {
    this.#fields = fields;
    this.#codes = codes;
  }

  /** What was refused and is no field's, for a line of its own. */
  readonly unplaced = $derived.by(() => {
    const error = this.error;
    if (error === null) return null;
    const isPlaced =
      error.fields.length === 0
        ? Object.hasOwn(this.#codes, error.code)
        : error.fields.every((problem) => this.#fields.some((field) => isOf(problem.field, field)));
    return isPlaced ? null : error;
  });

  /** Send unless one is under way. Tells whether it was taken. */
  async send(call: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.error = null;
    try {
      await call();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
      void this.#lead();
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** What was wrong with one field. */
  problemOf(field: string): string | undefined {
    if (this.error === null) return undefined;
    if (this.#codes[this.error.code] === field) return this.error.message;
    return this.error.fields.find((problem) => isOf(problem.field, field))?.message;
  }

  async #lead(): Promise<void> {
    await tick();
    this.element?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }
}

/** Whether a place in a refused request, such as `body.zones.0.scheme`, is a field's. */
function isOf(place: string, field: string): boolean {
  return place === field || place.endsWith(`.${field}`);
}
