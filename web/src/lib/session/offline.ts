/**
 * Reading offline on this device: whose answers may be kept here, and how all of it is forgotten. The service worker keeps an answer
 * only when the request names the athlete it is for, so nothing is kept unless it was asked for on this device.
 */
import { keep, kept } from './device.ts';

/** The names of the caches that hold an athlete's answers begin so; so does the one for files from the share menu. */
export const ATHLETE_CACHES = 'paceline-athlete-';

/** Where the share menu's files wait for the import page. */
export const SHARED_FILES = `${ATHLETE_CACHES}shared`;

/** Names the athlete whose answer may be kept; our own server ignores it. */
export const KEEP_FOR = 'x-paceline-keep-for';

/** On an answer from this device: when it was saved. */
export const SAVED_AT = 'x-paceline-saved-at';

const KEY = 'paceline:offline-for';

/** The athlete whose answers are kept on this device; null when nobody's are. */
export function keptFor(): string | null {
  return kept(KEY);
}

/**
 * Keep this athlete's answers from now on. The cache is made here and nowhere else: an answer that is still on its way when the
 * athlete signs out finds none, and is not kept.
 */
export async function keepFor(athleteId: string): Promise<void> {
  await caches.open(ATHLETE_CACHES + athleteId);
  keep(KEY, athleteId);
}

/** Drop every answer of any athlete that was kept, and files from the share menu, and keep none from now on. */
export async function forgetOffline(): Promise<void> {
  keep(KEY, null);
  if (!('caches' in globalThis)) return;
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(ATHLETE_CACHES)).map((name) => caches.delete(name))
  );
}
