import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

const ACCENTED: Record<string, string> = Object.fromEntries(
  [...'aàeèiìoòuùyÿcçnñsšzžAÀEÈIÌOÒUÙYÝCÇNÑSŠZŽ'].reduce<[string, string][]>((pairs, letter, at, all) => {
    if (at % 2 === 0) pairs.push([letter, all[at + 1] ?? letter]);
    return pairs;
  }, [])
);

/**
 * The pseudo-locale: every message with accents and 40 % longer, in brackets, so that text which is not in the catalogue and text
 * that gets clipped are both seen at once. Values and plurals keep working.
 */
export function pseudo(message: string): MessageFormatElement[] {
  const elements = parse(message);
  const padding = '·'.repeat(Math.ceil(message.length * 0.4));
  return [literal('['), ...elements.map(accented), literal(`${padding}]`)];
}

function accented(element: MessageFormatElement): MessageFormatElement {
  if (element.type === TYPE.literal) return literal([...element.value].map((c) => ACCENTED[c] ?? c).join(''));
  if (element.type === TYPE.plural || element.type === TYPE.select) {
    const options = Object.entries(element.options).map(([name, option]) => [
      name,
      { ...option, value: option.value.map(accented) }
    ]);
    return { ...element, options: Object.fromEntries(options) } as MessageFormatElement;
  }
  return element;
}

function literal(value: string): MessageFormatElement {
  return { type: TYPE.literal, value };
}
