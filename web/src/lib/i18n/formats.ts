/**
 * Formats of the language, made once each: making one takes a hundred times as long as using it, and a list writes hundreds of figures
 * while it scrolls.
 */
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** The format of numbers for a language tag. */
export function numberFormat(tag: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return made(numbers, [tag, options], () => new Intl.NumberFormat(tag, options));
}

/** The format of dates and times for a language tag. */
export function dateFormat(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return made(dates, [tag, options], () => new Intl.DateTimeFormat(tag, options));
}

function made<Format>(kept: Map<string, Format>, by: unknown, make: () => Format): Format {
  const key = JSON.stringify(by);
  let format = kept.get(key);
  if (format === undefined) {
    format = make();
    kept.set(key, format);
  }
  return format;
}
