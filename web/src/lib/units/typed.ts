import { shown, stored, type Scale } from './convert.ts';

/** A number as somebody typed it, with a comma or a point; null when it reads as none. */
export function numberOf(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[\s\u202f']/g, '')
    .replace(',', '.')
    .replace('−', '-');
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** What a field holds for a stored value; nothing when it is unknown. */
export function typedOf(value: number | null | undefined, scale: Scale, digits: number): string {
  return value == null ? '' : String(Number(shown(value, scale).toFixed(digits)));
}

/** What is stored for what a field holds; null when it is empty or no number. */
export function storedOf(text: string, scale: Scale): number | null {
  const value = numberOf(text);
  return value === null ? null : stored(value, scale);
}
