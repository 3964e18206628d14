import { textOf, TypedAmount, type Held } from '#lib/units/amount.svelte.ts';
import { scaleFor } from '#lib/units/show.svelte.ts';
import { DIGITS, NAMES, textsOf, type Activity, type Name, type Texts } from './texts.ts';

type AmountName = keyof typeof DIGITS;

const QUANTITIES = { distance_m: 'distance', ascent_m: 'height' } as const;

/** The texts of a form while it is open: an amount stays what it is when the athlete goes over to other units. */
export class EditTexts {
  /** What stands in the fields. */
  readonly now: Texts;
  readonly #plain = $state() as Texts;
  readonly #amounts: Readonly<Record<AmountName, TypedAmount>> = {
    distance_m: new TypedAmount(QUANTITIES.distance_m, DIGITS.distance_m),
    ascent_m: new TypedAmount(QUANTITIES.ascent_m, DIGITS.ascent_m)
  };

  constructor(activity: Activity) {
    this.#plain = textsOf(activity);
    this.now = Object.defineProperties(
      {},
      Object.fromEntries(NAMES.map((name) => [name, this.#accessor(name)]))
    ) as Texts;
    for (const name of NAMES) this.follow(name, activity);
  }

  /** Show in a field what an activity says. */
  follow(name: Name, activity: Activity): void {
    if (isAmount(name)) this.#amounts[name].stored = activity[name];
    else this.#plain[name] = textsOf(activity)[name];
  }

  /** What a field holds, to be put back later, in whatever units. */
  held(name: Name): Held | string {
    return isAmount(name) ? this.#amounts[name].held : this.#plain[name];
  }

  hold(name: Name, held: Held | string): void {
    if (typeof held === 'string') this.now[name] = held;
    else if (isAmount(name)) this.#amounts[name].held = held;
  }

  /** What was held, as the field would show it now. */
  textOf(name: Name, held: Held | string): string {
    if (typeof held === 'string') return held;
    return isAmount(name) ? textOf(held, scaleFor(QUANTITIES[name]), DIGITS[name]) : '';
  }

  /** The amounts in SI, as exactly as they were typed or stored. */
  amounts(): Record<AmountName, number | null> {
    return { distance_m: this.#amounts.distance_m.stored, ascent_m: this.#amounts.ascent_m.stored };
  }

  #accessor(name: Name): PropertyDescriptor {
    return {
      enumerable: true,
      get: () => (isAmount(name) ? this.#amounts[name].text : this.#plain[name]),
      set: (text: string) => {
        if (isAmount(name)) this.#amounts[name].text = text;
        else this.#plain[name] = text;
      }
    };
  }
}

function isAmount(name: Name): name is AmountName {
  return name in DIGITS;
}
