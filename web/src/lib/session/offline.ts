/** The names of the caches that hold an athlete's answers begin so; the service worker writes them. */
export const ATHLETE_CACHES = 'paceline-athlete-';

/** Drop every answer of any athlete that was saved for offline reading, and files handed over by the share menu. */
export async function forgetOffline(): Promise<void> {
  if (!('caches' in globalThis)) return;
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(ATHLETE_CACHES)).map((name) => caches.delete(name))
  );
}
