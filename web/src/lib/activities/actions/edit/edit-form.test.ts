import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { session, type Profile } from '#lib/session/session.svelte.ts';
import { EditForm } from './EditForm.svelte.ts';
import { patchOf, textsOf, YES, type Activity } from './texts.ts';

const ACTIVITY = {
  id: 'a',
  revision: '1',
  name: 'Morning run',
  sport: 'run',
  started_at: '2026-05-20T05:30:10Z',
  utc_offset_s: 7200,
  time_zone: 'Europe/Berlin',
  elapsed_s: 3601.4,
  moving_s: 3500,
  distance_m: 12_345.6,
  ascent_m: 101.7,
  calories_kcal: null,
  perceived_exertion: null,
  workout_type: null,
  gear_id: null,
  description: 'Along the river',
  private_note: null,
  is_race: false,
  is_commute: false,
  is_trainer: false,
  is_excluded: false,
  sources: [{ id: 's', is_primary: true }]
} as unknown as Activity;

describe('the fields of an activity', () => {
  it('send nothing when nothing was touched, whatever is stored', () => {
    const amount = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        (distance_m, ascent_m, elapsed_s) => {
          const texts = textsOf({ ...ACTIVITY, distance_m, ascent_m, elapsed_s });
          expect(patchOf(texts, { ...texts }, 7200)).toEqual({});
        }
      )
    );
  });

  it('send only what was changed, in SI; what was emptied shows what the sources say', () => {
    const before = textsOf(ACTIVITY);
    const now = { ...before, distance_m: '12,5', moving_s: '', is_race: YES, description: '', name: ' ' };
    expect(patchOf(before, now, 7200)).toEqual({
      distance_m: 12_500,
      moving_s: null,
      is_race: true,
      description: '',
      name: null
    });
  });

  it('take a start for the clock of its zone, or of its offset without one', () => {
    const before = textsOf(ACTIVITY);
    expect([before.started_on, before.started_time]).toEqual(['2026-05-20', '07:30:10']);
    const later = { ...before, started_time: '08:00' };
    expect(patchOf(before, later, 7200)).toEqual({ started_at: '2026-05-20T06:00:00.000Z' });
    const nowhere = { ...before, time_zone: '' };
    expect(patchOf(nowhere, { ...nowhere, started_time: '08:00' }, 3600)).toEqual({
      started_at: '2026-05-20T07:00:00.000Z'
    });
  });
});

describe('a form', () => {
  it('holds only what was touched against who edits', () => {
    const form = new EditForm({ ...ACTIVITY, moving_s: 4000 });
    expect(form.isSound).toBe(true);
    form.texts.moving_s = '2:00:00';
    expect(form.isSound).toBe(false);
  });
});

describe('editing what somebody else edits too', () => {
  it('keeps both: theirs where only they changed it, and asks where both did', () => {
    const form = new EditForm(ACTIVITY);
    form.texts.name = 'Tempo';
    form.texts.description = 'Hard';
    form.meet({ ...ACTIVITY, revision: '2', name: 'Long run', workout_type: 'tempo' });
    expect(form.clashes).toEqual([{ name: 'name', mine: 'Tempo', theirs: 'Long run' }]);
    expect(form.texts.workout_type).toBe('tempo');
    expect(form.patch()).toEqual({ name: 'Tempo', description: 'Hard' });
    form.texts.name = 'Long run';
    expect(form.patch()).toEqual({ description: 'Hard' });
  });

  it('shows what an archive calls a workout in words, and sends an emptied one as none', () => {
    const form = new EditForm({ ...ACTIVITY, workout_type: 'long_run', sport_family: 'ride' } as Activity);
    expect(form.texts.workout_type).toBe('Long ride');
    expect(form.patch()).toEqual({});
    form.texts.workout_type = ' ';
    expect(form.patch()).toEqual({ workout_type: '' });
  });

  it('asks nothing when both wrote the same', () => {
    const form = new EditForm(ACTIVITY);
    form.texts.name = 'Tempo';
    form.meet({ ...ACTIVITY, revision: '2', name: 'Tempo' });
    expect(form.clashes).toEqual([]);
    expect(form.patch()).toEqual({});
  });
});

describe('a form whose reader goes over to other units', () => {
  const read = (units: 'metric' | 'imperial') =>
    session.keep({ units, language: null, speed_display: {} } as unknown as Profile);

  afterEach(() => session.forget());

  it('shows amounts in them, has nothing to send for it, and sends what was typed as it was typed', () => {
    read('metric');
    const form = new EditForm(ACTIVITY);
    form.texts.ascent_m = '120';
    read('imperial');
    expect([form.texts.distance_m, form.texts.ascent_m]).toEqual(['7.671', '394']);
    expect(form.patch()).toEqual({ ascent_m: 120 });
    form.texts.distance_m = '8';
    read('metric');
    expect(form.texts.distance_m).toBe('12.875');
    expect(form.patch()).toEqual({ ascent_m: 120, distance_m: 8 * 1609.344 });
  });

  it('lets one choose between two amounts in whatever units', () => {
    read('metric');
    const form = new EditForm(ACTIVITY);
    form.texts.distance_m = '10';
    form.meet({ ...ACTIVITY, revision: '2', distance_m: 11_000 });
    read('imperial');
    expect(form.clashes).toEqual([{ name: 'distance_m', mine: '6.214', theirs: '6.835' }]);
    form.choose('distance_m', 'theirs');
    expect(form.patch()).toEqual({});
    form.choose('distance_m', 'mine');
    expect(form.patch()).toEqual({ distance_m: 10_000 });
  });
});
