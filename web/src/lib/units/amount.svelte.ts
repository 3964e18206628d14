import type { Quantity, Scale } from './convert.ts';
import { scaleFor } from './show.svelte.ts';
import { storedOf, typedOf } from './typed.ts';

/** What stands in the field of an amount: a stored value, or a text and the scale it was typed on. */
export interface Held {
  readonly stored: number | null;
  readonly typed: { readonly text: string; readonly scale: Scale } | null;
}

const NOTHING: Held = { stored: null, typed: null };

/** What is held, as a text on a scale. */
export function textOf({ stored, typed }: Held, scale: Scale, digits: number): string {
  if (typed !== null && (stored === null || typed.scale.key === scale.key)) return typed.text;
  return typedOf(stored, scale, digits);
}

/**
 * An amount while it is typed. It stays what it was typed as: in other units the field shows it converted, and in the first ones again
 * as it was typed. What reads as no number is left alone.
 */
export class TypedAmount {
  held = $state.raw<Held>(NOTHING);

  constructor(
    private readonly quantity: Quantity,
    private readonly digits: number
  ) {}

  /** In the athlete's units. */
  get text(): string {
    return textOf(this.held, scaleFor(this.quantity), this.digits);
  }

  set text(text: string) {
    const scale = scaleFor(this.quantity);
    this.held = { stored: storedOf(text, scale), typed: { text, scale } };
  }

  /** In SI; null when the field is empty or reads as no number. */
  get stored(): number | null {
    return this.held.stored;
  }

  set stored(stored: number | null) {
    this.held = { stored, typed: null };
  }
}
