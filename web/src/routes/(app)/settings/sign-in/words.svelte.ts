import { t } from '#lib/i18n/index.svelte.ts';

/** In this order: later ones carry the names of earlier ones in their text. */
const BROWSERS = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl']
] as const;

const SYSTEMS = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux']
] as const;

/** A browser's own description in words: "Firefox on Linux". What nobody knows is shown as it is. */
export function browserOf(userAgent: string): string {
  const browser = nameIn(BROWSERS, userAgent);
  const system = nameIn(SYSTEMS, userAgent);
  if (browser === null) return userAgent.trim() || t('settings.browser_unknown');
  return system === null ? browser : t('settings.browser_on', { browser, system });
}

/** Where an address lies, as far as it says so by itself: nobody is asked about it. */
export function placeOf(ip: string): string {
  if (/^127\.|^::1$|^::ffff:127\./.test(ip)) return t('settings.place_machine');
  const isPrivate =
    /^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
  if (isPrivate.test(ip.replace(/^::ffff:/, '')) || /^f[cd]|^fe80:/i.test(ip)) {
    return t('settings.place_network', { ip });
  }
  return t('settings.place_internet', { ip });
}

function nameIn(names: readonly (readonly [RegExp, string])[], text: string): string | null {
  return names.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
