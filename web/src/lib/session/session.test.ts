import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '#lib/api/client.ts';
import { saveProfile } from './profile.ts';
import { session, type Profile } from './session.svelte.ts';

const profile = (revision: number, units: 'metric' | 'imperial', weight_kg: number | null = null) =>
  ({ revision, units, weight_kg, language: null, speed_display: {} }) as unknown as Profile;

/** An answer that comes when it is let. */
function answering(method: 'GET' | 'PATCH') {
  const waiting: ((data: Profile) => void)[] = [];
  const call = () =>
    new Promise((resolve) => waiting.push((data) => resolve({ data, response: new Response() })));
  vi.spyOn(api, method).mockImplementation(call as never);
  return waiting;
}

describe('the profile', () => {
  beforeEach(() => session.keep(profile(1, 'metric')));
  afterEach(() => session.forget());

  it('is what another tab made of it, and what rests on other things than its own fields', async () => {
    const answers = answering('GET');
    const read = session.refresh();
    answers[0]?.(profile(1, 'metric', 61.5));
    await read;
    expect(session.profile?.weight_kg).toBe(61.5);
  });

  it('is the newer of two answers, whichever comes last', async () => {
    const answers = answering('GET');
    const reads = [session.refresh(), session.refresh()];
    answers[1]?.(profile(3, 'imperial'));
    answers[0]?.(profile(2, 'metric'));
    await Promise.all(reads);
    expect(session.preferences.units).toBe('imperial');
  });

  it('is what is being saved here, not what was read meanwhile', async () => {
    const [answers, saves] = [answering('GET'), answering('PATCH')];
    const read = session.refresh();
    const save = saveProfile({ units: 'imperial' });
    saves[0]?.(profile(2, 'imperial'));
    await save;
    answers[0]?.(profile(9, 'metric'));
    await read;
    expect(session.preferences.units).toBe('imperial');
  });

  it('stays where it cannot be read', async () => {
    vi.spyOn(api, 'GET').mockResolvedValue({
      error: {},
      response: new Response(null, { status: 503 })
    } as never);
    await session.refresh();
    expect(session.preferences.units).toBe('metric');
  });
});
