import { describe, expect, it } from 'vitest';
import { candidates, meetingOf, usualChannels, usualMode } from './merging.ts';

function row(id: string, startedAt: string, more: object = {}) {
  const base = { id, started_at: `2026-05-20T${startedAt}Z`, elapsed_s: 3600, channels: ['speed_mps'] };
  return { ...base, parent_id: null, is_multi_sport: false, ...more } as unknown as Parameters<
    typeof meetingOf
  >[0];
}

describe('what is merged', () => {
  const ride = row('ride', '08:00:00');

  it('is chosen from what was recorded around it, the nearest first', () => {
    const around = [
      row('far', '12:00:00'),
      ride,
      row('tri', '08:00:00', { is_multi_sport: true }),
      row('noted', '08:00:00', { channels: [] }),
      row('near', '07:30:00')
    ];
    expect(candidates(ride, around).map((one) => one.id)).toEqual(['near', 'far']);
  });

  it('completes what was recorded at the same time, and follows what was not', () => {
    expect(meetingOf(ride, row('hr', '08:30:00'))).toEqual({ commonS: 1800, gapS: 0 });
    expect(meetingOf(ride, row('home', '09:10:00'))).toEqual({ commonS: 0, gapS: 600 });
    expect(meetingOf(ride, row('home', '09:10:00'), -1200)).toEqual({ commonS: 600, gapS: 0 });
    expect(usualMode(meetingOf(ride, row('hr', '08:30:00')))).toBe('channels');
    expect(usualMode(meetingOf(ride, row('home', '09:10:00')))).toBe('join');
  });

  it('takes what is missing', () => {
    expect(usualChannels(ride, row('hr', '08:00:00', { channels: ['speed_mps', 'heart_rate_bpm'] }))).toEqual(
      ['heart_rate_bpm']
    );
  });
});
