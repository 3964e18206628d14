import { SHARED_FILES } from '#lib/session/offline.ts';

/** The files that the share menu of a phone handed over, in order; they are taken out, so a second call gives none. */
export async function takeSharedFiles(): Promise<File[]> {
  if (!('caches' in globalThis)) return [];
  const cache = await caches.open(SHARED_FILES);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (response !== undefined) files.push(new File([await response.blob()], nameIn(request.url)));
  }
  await caches.delete(SHARED_FILES);
  return files;
}

function nameIn(url: string): string {
  return decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
}
