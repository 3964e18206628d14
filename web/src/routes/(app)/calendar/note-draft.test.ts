import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '#lib/api/client.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import type { Note } from './content.ts';
import { NoteDraft } from './note-draft.svelte.ts';

const NOTE: Note = {
  id: 'n1',
  kind: 'injury',
  from_on: '2026-11-20',
  until_on: null,
  severity: 'mild',
  body_part: 'calf',
  note: null,
  created_at: '2026-11-20T08:00:00Z',
  updated_at: '2026-11-20T08:00:00Z'
};

let asked: { method: string; path: string; body: unknown }[];
let answer: () => { data?: unknown; error?: unknown; response: Response };

/** What the server says, with a body where it refuses. */
function says(status: number, error?: unknown): () => ReturnType<typeof answer> {
  return () => ({ data: NOTE, error, response: new Response(null, { status }) });
}

beforeEach(() => {
  asked = [];
  answer = says(200);
  for (const method of ['POST', 'PATCH', 'DELETE'] as const) {
    vi.spyOn(api, method).mockImplementation(((path: string, options: { body?: unknown }) => {
      asked.push({ method, path, body: options.body });
      return Promise.resolve(answer());
    }) as never);
  }
});

afterEach(() => toasts.clear());

describe('a note being written', () => {
  it('is of one day until said otherwise, and holds what its kind has', async () => {
    const draft = new NoteDraft({ day: '2026-11-28' });
    draft.kind = 'travel';
    draft.severity = 'severe';
    draft.bodyPart = 'calf';
    expect(await draft.save()).toBe(true);
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/api/v1/profile/notes' });
    expect(asked[0]?.body).toEqual({
      kind: 'travel',
      from_on: '2026-11-28',
      until_on: '2026-11-28',
      severity: null,
      body_part: null,
      note: null
    });
  });

  it('is taken back by forgetting it', async () => {
    await new NoteDraft({ day: '2026-11-28' }).save();
    await toasts.shown[0]?.undo?.();
    expect(asked[1]).toMatchObject({ method: 'DELETE', path: '/api/v1/profile/notes/{note_id}' });
  });

  it('ends what goes on, and undo lets it go on', async () => {
    const draft = new NoteDraft({ note: NOTE });
    draft.untilOn = '2026-11-27';
    await draft.save();
    await toasts.shown[0]?.undo?.();
    expect(asked.map(({ body }) => (body as Note).until_on)).toEqual(['2026-11-27', null]);
    expect(asked[0]?.body).not.toHaveProperty('kind');
  });

  it('comes back whole after it was removed', async () => {
    expect(await new NoteDraft({ note: NOTE }).remove()).toBe(true);
    await toasts.shown[0]?.undo?.();
    expect(asked[1]?.body).toEqual({
      kind: 'injury',
      from_on: '2026-11-20',
      until_on: null,
      severity: 'mild',
      body_part: 'calf',
      note: null
    });
  });

  it('keeps why it was refused', async () => {
    const fields = [{ field: 'body.until_on', message: 'It ends before it begins.' }];
    answer = says(422, { code: 'input_invalid', title: 'No.', fields });
    const draft = new NoteDraft({ day: '2026-11-28' });
    expect(await draft.save()).toBe(false);
    expect(draft.saving.problemOf('until_on')).toBe('It ends before it begins.');
    expect(toasts.shown).toEqual([]);
  });
});
