import { describe, expect, it } from 'vitest';
import { Note } from './Note.svelte.ts';

describe('a note of an activity', () => {
  it('begins an hour ago on a round minute, and asks for a duration', () => {
    const note = new Note(new Date('2026-11-28T09:33:20Z'));
    expect(note.time).toMatch(/^\d\d:30$/);
    expect(note.isSound).toBe(false);
    note.elapsed = '45:00';
    expect(note.isSound).toBe(true);
  });

  it('is sent in SI units, with nothing where nothing was said', () => {
    const note = new Note();
    Object.assign(note, { sport: 'ride', day: '2026-11-27', time: '07:05', timeZone: 'Europe/Berlin' });
    Object.assign(note, { elapsed: '1:30:00', distance: '42,5', exertion: '6', name: '  ' });
    expect(note.body()).toMatchObject({
      sport: 'ride',
      started_at_local: '2026-11-27T07:05',
      elapsed_s: 5400,
      moving_s: null,
      distance_m: 42_500,
      perceived_exertion: 6,
      name: null,
      gear_id: null
    });
    expect(note.speed).toContain('28.3');
  });

  it('says what cannot be', () => {
    const note = new Note();
    Object.assign(note, {
      elapsed: '30:00',
      moving: '31:00',
      distance: 'far',
      heartRate: '400',
      timeZone: 'Here'
    });
    const wrong = Object.entries(note.flaws).flatMap(([name, flaw]) => (flaw === undefined ? [] : [name]));
    expect(wrong).toEqual(['timeZone', 'moving', 'distance', 'heartRate']);
  });
});
