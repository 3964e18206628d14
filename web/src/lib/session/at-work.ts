import { uploads } from '#lib/imports/uploads.svelte.ts';

/** Fields that somebody typed into or chose from; one that has left the page is of no account. */
const touched = new Set<Element>();

/** Hear what is typed anywhere on the page, until the function that comes back is called. */
export function hearTyping(): () => void {
  const hear = (event: Event): void => {
    for (const field of touched) if (!field.isConnected) touched.delete(field);
    if (event.target instanceof Element && !event.target.matches('[type="search"]'))
      touched.add(event.target);
  };
  document.addEventListener('input', hear, true);
  return () => {
    document.removeEventListener('input', hear, true);
    touched.clear();
  };
}

/** Whether leaving the page would lose work: something typed, a dialog that is open, files that the server does not have yet. */
export function isAtWork(): boolean {
  const isTyped = [...touched].some((field) => field.isConnected);
  const isSending = uploads.items.some((upload) => upload.state !== 'taken');
  return isTyped || isSending || document.querySelector('dialog[open]') !== null;
}
