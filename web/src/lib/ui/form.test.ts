import { describe, expect, it } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import { Form } from './form.svelte.ts';

const refused = (code: string, ...fields: string[]) =>
  new ApiError(
    422,
    code,
    'Refused.',
    null,
    fields.map((field) => ({ field, message: `${field} is wrong` }))
  );

describe('a form', () => {
  it('sends once, however often it is pressed', async () => {
    const form = new Form();
    let sent = 0;
    const call = async () => void (sent += 1);
    expect(await Promise.all([form.send(call), form.send(call)])).toEqual([true, false]);
    expect(sent).toBe(1);
    expect(form.isBusy).toBe(false);
  });

  it('shows what was refused at its field, and nowhere twice', async () => {
    const form = new Form({ fields: ['value'], codes: { threshold_implausible: 'value' } });
    expect(await form.send(() => Promise.reject(refused('input_invalid', 'body.value')))).toBe(false);
    expect(form.problemOf('value')).toBe('body.value is wrong');
    expect(form.unplaced).toBeNull();
    await form.send(() => Promise.reject(refused('threshold_implausible')));
    expect(form.problemOf('value')).toBe('Refused.');
    expect(form.unplaced).toBeNull();
  });

  it('keeps what belongs to no field for a line of its own', async () => {
    const form = new Form({ fields: ['name'] });
    await form.send(() => Promise.reject(refused('input_invalid', 'body.name', 'body.surname')));
    expect(form.unplaced?.code).toBe('input_invalid');
    expect(form.problemOf('me')).toBeUndefined();
    await form.send(() => Promise.reject(refused('email_taken')));
    expect(form.unplaced?.code).toBe('email_taken');
  });

  it('lets through what is no refusal', async () => {
    const form = new Form();
    await expect(form.send(() => Promise.reject(new TypeError('a defect')))).rejects.toThrow('a defect');
    expect(form.isBusy).toBe(false);
  });
});
