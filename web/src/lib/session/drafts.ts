/**
 * What an athlete began to write, kept in this tab until it is sent or thrown away: it outlives a look at another screen and a reload.
 * It goes with the tab and with the sign-in, and when another athlete comes. Where storage is switched off it lives as long as the page.
 */
const PREFIX = 'paceline:draft:';

const inMemory = new Map<string, string>();
/** What is nothing to leave in a browser: it goes with the page. */
const held = new Map<string, unknown>();

/** What was kept under a name; null when nothing was. Of whatever shape an earlier version wrote. */
export function draftOf(athleteId: string, name: string): unknown {
  const text = read(keyOf(athleteId, name));
  return text === null ? null : JSON.parse(text);
}

/** Keep a draft, or forget it with null. */
export function keepDraft(athleteId: string, name: string, draft: unknown): void {
  const key = keyOf(athleteId, name);
  if (draft === null) remove(key);
  else write(key, JSON.stringify(draft));
}

/** Hold something for an athlete while the page lives: where they were, for the way back. */
export function hold(athleteId: string, name: string, what: unknown): void {
  held.set(keyOf(athleteId, name), what);
}

/** What is held under a name; undefined after a reload. */
export function heldOf(athleteId: string, name: string): unknown {
  return held.get(keyOf(athleteId, name));
}

/** Forget what everybody began and held, but for one athlete. */
export function forgetDrafts(butOf: string | null = null): void {
  const kept = butOf === null ? null : keyOf(butOf, '');
  for (const key of keys()) {
    if (kept === null || !key.startsWith(kept)) remove(key);
  }
  for (const key of held.keys()) {
    if (kept === null || !key.startsWith(kept)) held.delete(key);
  }
}

function keyOf(athleteId: string, name: string): string {
  return `${PREFIX}${athleteId}:${name}`;
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key) ?? inMemory.get(key) ?? null;
  } catch {
    return inMemory.get(key) ?? null;
  }
}

function write(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    inMemory.set(key, text);
  }
}

function remove(key: string): void {
  inMemory.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing is stored where storage is switched off.
  }
}

function keys(): string[] {
  const all = [...inMemory.keys()];
  try {
    all.push(...Object.keys(sessionStorage));
  } catch {
    // Nothing is stored where storage is switched off.
  }
  return all.filter((key) => key.startsWith(PREFIX));
}
