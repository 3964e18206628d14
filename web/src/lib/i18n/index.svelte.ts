import { IntlMessageFormat, type PrimitiveType } from 'intl-messageformat';
import { messageOf, type MessageKey } from './catalogue.ts';
import { pseudo } from './pseudo.ts';
import { englishOf } from './variant.ts';

export { isMessageKey, type MessageKey } from './catalogue.ts';

/** The languages of the app; `en-XA` is the pseudo-locale that shows what is not translated or does not fit. */
export const LANGUAGES = ['en', 'en-XA'] as const;
export type Language = (typeof LANGUAGES)[number];

class LanguageState {
  #chosen = $state<Language | null>(null);

  /** What the screens are written in. */
  get tag(): Language {
    return this.#chosen ?? 'en';
  }

  /** What numbers and dates are written in: a variant of the language, en-GB for one, en-US for another. */
  get format(): string {
    return this.#chosen === 'en-XA' ? 'en-GB' : englishOf(navigator.languages);
  }

  /** Choose by the tag that the profile keeps; null or an unknown one is the browser's, as far as we have it. */
  choose(tag: string | null): void {
    this.#chosen = LANGUAGES.find((known) => known === tag) ?? null;
    document.documentElement.lang = this.tag === 'en-XA' ? 'en' : this.tag;
  }
}

export const language = new LanguageState();

const compiled = new Map<string, IntlMessageFormat>();

/** The sentence of a key with its values, in the present language. Reactive: it reads the language. */
export function t(key: MessageKey, values?: Record<string, PrimitiveType>): string {
  const tag = language.tag;
  const kept = `${tag} ${key}`;
  let format = compiled.get(kept);
  if (format === undefined) {
    const message = messageOf(key);
    format = new IntlMessageFormat(tag === 'en-XA' ? pseudo(message) : message, 'en');
    compiled.set(kept, format);
  }
  return format.format(values) as string;
}
