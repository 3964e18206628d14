import type { Token } from '#lib/charts/colours.ts';
import { FAMILIES, type SportFamily } from './sports.ts';

const TOKENS: Partial<Record<string, Token>> = {
  run: '--series-b',
  ride: '--series-a',
  swim: '--series-c',
  walk: '--series-e',
  ski: '--series-d',
  row: '--channel-temperature',
  strength: '--channel-altitude'
};

/** The colour of a family in every chart of totals; those that few practise share the quiet one. */
export function tokenOf(family: string): Token {
  return TOKENS[family] ?? '--series-load';
}

/** Each family once, in the order of `FAMILIES`; one that a newer server knows comes last. */
export function inOrder(families: Iterable<string>): string[] {
  const place = (family: string) => {
    const at = FAMILIES.indexOf(family as SportFamily);
    return at < 0 ? FAMILIES.length : at;
  };
  return [...new Set(families)].sort((a, b) => place(a) - place(b));
}
