import { describe, expect, it } from 'vitest';
import { fieldsOf, UNCHANGED } from './bulk.ts';
import { targetOf } from './edits.ts';
import type { Activity } from './Rows.svelte.ts';
import { Selection } from './Selection.svelte.ts';

describe('an edit of many', () => {
  it('names nothing that is left as it is', () => {
    expect(fieldsOf(UNCHANGED)).toEqual({});
    const choice = {
      ...UNCHANGED,
      is_race: 'no',
      is_trainer: 'yes',
      gear: 'none',
      workoutType: ' long run '
    };
    expect(fieldsOf(choice)).toEqual({
      is_race: false,
      is_trainer: true,
      gear_id: 'none',
      workout_type: 'long run'
    });
  });

  it('takes the kind of workout away, whatever is typed', () => {
    expect(fieldsOf({ ...UNCHANGED, clearsWorkoutType: true, workoutType: 'tempo' })).toEqual({
      workout_type: ''
    });
  });

  it('is about what is ticked, or about what the list shows but for what is not', () => {
    const selection = new Selection();
    selection.set([{ id: 'a' } as Activity], true);
    expect(targetOf(selection, { q: 'lake' })).toEqual({ ids: ['a'] });
    selection.all();
    selection.set([{ id: 'b' } as Activity], false);
    expect(targetOf(selection, { q: 'lake', from: '2026-01-01', flags: ['race'], deleted: true })).toEqual({
      filter: { q: 'lake', from_on: '2026-01-01', to_on: null, flags: ['race'], except_ids: ['b'] }
    });
  });
});
