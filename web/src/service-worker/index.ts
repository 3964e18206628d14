/**
 * What makes the app installable: its own files from this device, an athlete's answers when the server cannot be reached, and files
 * that another app shares. An answer is kept only when the request names its athlete and its path is on the allow-list; each athlete
 * has a cache of their own, and signing out deletes it.
 */
import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import { isTooOld, KEPT_ANSWERS, mayBeKept } from '#lib/offline/allow-list.ts';
import { ATHLETE_CACHES, KEEP_FOR, SAVED_AT, SHARED_FILES } from '#lib/session/offline.ts';

const SHELL = `paceline-shell-${version}`;
/** What is larger belongs to one screen, as the map does, and is kept when it is first used. */
const SHELL_FILE_BYTES = 150_000;

self.addEventListener('install', (event) => event.waitUntil(keepShell()));
self.addEventListener('activate', (event) => event.waitUntil(dropOldShells()));
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'POST' && url.pathname === '/import/share') event.respondWith(takeShared(request));
  if (request.method !== 'GET') return;
  if (url.pathname.startsWith('/_app/immutable/')) event.respondWith(fromShell(request));
  else if (request.mode === 'navigate' && isScreen(url.pathname)) event.respondWith(page(request));
  else if (request.headers.has(KEEP_FOR) && mayBeKept(url.pathname)) event.respondWith(answer(request));
});

function isScreen(path: string): boolean {
  return !path.startsWith('/api') && !path.includes('.');
}

async function keepShell(): Promise<void> {
  const shell = await caches.open(SHELL);
  await shell.add(new Request('/', { cache: 'no-cache' }));
  const paths = [
    ...immutable.map((file) => `/${file.path.replace(/^\//, '')}`),
    ...assets.map((file) => `/${file.path.replace(/^\//, '')}`)
  ];
  await Promise.all(paths.map((path) => keepFile(shell, path)));
}

async function keepFile(shell: Cache, path: string): Promise<void> {
  const response = await fetch(path);
  const bytes = Number(response.headers.get('content-length') ?? 0);
  if (response.ok && bytes <= SHELL_FILE_BYTES) await shell.put(path, response);
  else await response.body?.cancel();
}

async function dropOldShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('paceline-shell-') && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromShell(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  const known = await shell.match(request);
  if (known !== undefined) return known;
  const response = await fetch(request);
  if (response.ok) await shell.put(request, response.clone());
  return response;
}

/** The page of this version, so that page and files always fit; from the network only where the device has lost it. */
async function page(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  return (await shell.match('/')) ?? fetch(request);
}

/** From the server when it can be reached, else what was kept for the same athlete. */
async function answer(request: Request): Promise<Response> {
  const name = ATHLETE_CACHES + request.headers.get(KEEP_FOR);
  try {
    const response = await fetch(request);
    await keepAnswer(name, request, response);
    return response;
  } catch (unreachable) {
    const kept = await (await openIfThere(name))?.match(request.url);
    if (kept === undefined || isTooOld(kept.headers.get(SAVED_AT), new Date())) throw unreachable;
    return kept;
  }
}

async function keepAnswer(name: string, request: Request, response: Response): Promise<void> {
  const isPrivate = response.headers.get('cache-control')?.includes('no-store') ?? false;
  if (response.status !== 200 || isPrivate) return;
  const headers = new Headers(response.headers);
  headers.set(SAVED_AT, new Date().toISOString());
  // What the browser unpacked is kept, and nothing of how it came.
  headers.delete('content-encoding');
  headers.delete('content-length');
  const cache = await openIfThere(name);
  if (cache === null) return;
  await cache.put(request.url, new Response(await response.clone().arrayBuffer(), { headers }));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - KEPT_ANSWERS)).map((key) => cache.delete(key)));
}

/** Opening a cache makes it, and a cache of somebody who signed out must not come back. */
async function openIfThere(name: string): Promise<Cache | null> {
  return (await caches.has(name)) ? caches.open(name) : null;
}

async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const files = form.getAll('files').filter((entry) => entry instanceof File);
  const cache = await caches.open(SHARED_FILES);
  await Promise.all(
    files.map((file, at) => cache.put(`/shared/${at}/${encodeURIComponent(file.name)}`, new Response(file)))
  );
  return Response.redirect('/import?shared=1', 303);
}
