/** The languages of a browser as they were last asked for, and what followed: a list writes hundreds of figures while it scrolls. */
let asked: { by: string; is: string } = { by: '', is: 'en' };

/**
 * How a browser with these languages, the most wanted first, writes the figures and days of an English text. English that comes first says
 * it itself. Else it is the English of the place, where there is one that writes figures as English does (en-CA for Quebec); of all others
 * that of Britain: the day before the month, a clock of 24 hours, and no decimal comma beside the points of the sentences. That a German
 * browser takes American English next, as most are set up to, says nothing of how dates are read there.
 */
export function englishOf(languages: readonly string[]): string {
  const by = languages.join();
  if (asked.by !== by) asked = { by, is: variantOf(languages[0] ?? 'en') };
  return asked.is;
}

function variantOf(first: string): string {
  const locale = parsed(first);
  if (locale?.language === 'en') return first;
  const there = `en-${locale?.maximize().region ?? 'GB'}`;
  const figures = new Intl.NumberFormat(there);
  return figures.resolvedOptions().locale === there && figures.format(1.5) === '1.5' ? there : 'en-GB';
}

/** Null for what is no language tag, such as the `c` of a system without one. */
function parsed(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}
