/**
 * Single keys of the screen that is open, such as `j` and `k`. The shell hears every key and asks here after its own, so that no two
 * places take the same key and one switch in the settings turns all of them off.
 */
export type ScreenKeys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const open: ScreenKeys[] = [];

/** Take these keys until the function that comes back is called; of two screens the later one has them. */
export function takeKeys(keys: ScreenKeys): () => void {
  open.push(keys);
  return () => void open.splice(open.indexOf(keys), 1);
}

/** What a key does on the open screen. */
export function screenKey(key: string): ((event: KeyboardEvent) => void) | undefined {
  return open.findLast((keys) => Object.hasOwn(keys, key))?.[key];
}
