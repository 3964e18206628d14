import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { Form } from '#lib/ui/form.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import type { Day } from '#lib/units/days.svelte.ts';
import type { Note } from './content.ts';

type NoteIn = components['schemas']['NoteIn'];
export type NoteKind = Note['kind'];

export const NOTE_KINDS = ['illness', 'injury', 'travel'] as const satisfies readonly NoteKind[];
export const SEVERITIES = ['none', 'mild', 'moderate', 'severe'] as const;
export type SeverityChoice = (typeof SEVERITIES)[number];

/** A note being written: a new one of a day, or one that is there. */
export class NoteDraft {
  readonly note: Note | null;
  kind = $state<NoteKind>('illness');
  fromOn = $state('');
  /** Empty while it goes on. */
  untilOn = $state('');
  severity = $state<SeverityChoice>('none');
  bodyPart = $state('');
  text = $state('');
  readonly saving = new Form({ fields: ['from_on', 'until_on', 'body_part', 'note'] });
  readonly removing = new Form();

  constructor(from: { note: Note } | { day: Day }) {
    this.note = 'note' in from ? from.note : null;
    if ('day' in from) {
      this.fromOn = from.day;
      this.untilOn = from.day;
      return;
    }
    const { note } = from;
    this.kind = note.kind;
    this.fromOn = note.from_on;
    this.untilOn = note.until_on ?? '';
    this.severity = note.severity ?? 'none';
    this.bodyPart = note.body_part ?? '';
    this.text = note.note ?? '';
  }

  get hasSeverity(): boolean {
    return this.kind !== 'travel';
  }

  /** Keep it. Tells whether it was kept. */
  save(): Promise<boolean> {
    return this.saving.send(async () => {
      const entry = this.#entry();
      const done = t('notes.saved', { kind: t(`notes.kind_${this.kind}`) });
      if (this.note === null) {
        const { id } = await read(api.POST('/api/v1/profile/notes', { body: entry }));
        toasts.done(done, () => forget(id));
        return;
      }
      const before = this.note;
      await change(before.id, entry);
      toasts.done(done, () => change(before.id, entryOf(before)));
    });
  }

  /** Forget the note that is there. */
  remove(): Promise<boolean> {
    return this.removing.send(async () => {
      if (this.note === null) return;
      const before = this.note;
      await forget(before.id);
      toasts.done(t('notes.removed', { kind: t(`notes.kind_${before.kind}`) }), async () => {
        await read(api.POST('/api/v1/profile/notes', { body: entryOf(before) }));
      });
    });
  }

  #entry(): NoteIn {
    return {
      kind: this.kind,
      from_on: this.fromOn,
      until_on: this.untilOn || null,
      severity: this.hasSeverity && this.severity !== 'none' ? this.severity : null,
      body_part: this.kind === 'injury' ? this.bodyPart.trim() || null : null,
      note: this.text.trim() || null
    };
  }
}

function entryOf({ kind, from_on, until_on, severity, body_part, note }: Note): NoteIn {
  return { kind, from_on, until_on, severity, body_part, note };
}

async function change(id: string, { kind: _, ...patch }: NoteIn): Promise<void> {
  await read(
    api.PATCH('/api/v1/profile/notes/{note_id}', { params: { path: { note_id: id } }, body: patch })
  );
}

async function forget(id: string): Promise<void> {
  await read(api.DELETE('/api/v1/profile/notes/{note_id}', { params: { path: { note_id: id } } }));
}
