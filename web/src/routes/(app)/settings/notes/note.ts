import type { components } from '#lib/api/schema.d.ts';

export type Note = components['schemas']['NoteOut'];
export type NoteIn = components['schemas']['NoteIn'];

/** A note as it was, to be made again. */
export function asWritten(note: Note): NoteIn {
  const { kind, from_on, until_on, severity, body_part, note: text } = note;
  return { kind, from_on, until_on, severity, body_part, note: text };
}
