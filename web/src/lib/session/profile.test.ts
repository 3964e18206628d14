import { describe, expect, it } from 'vitest';
import { changesOf } from './profile.ts';

describe('changes', () => {
  const before = { display_name: 'Ana', height_cm: 171.3, sports: ['run'], sex: null as string | null };

  it('are none when nothing was touched', () => {
    expect(changesOf(before, { ...before, sports: ['run'] })).toEqual({});
  });

  it('name what differs and nothing else, cleared fields too', () => {
    expect(changesOf(before, { ...before, display_name: 'Ana K.', sports: ['ride', 'run'] })).toEqual({
      display_name: 'Ana K.',
      sports: ['ride', 'run']
    });
    expect(changesOf({ ...before, sex: 'female' }, { ...before, sex: null })).toEqual({ sex: null });
  });
});
