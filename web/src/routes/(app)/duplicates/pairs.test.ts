import { describe, expect, it } from 'vitest';
import { compared } from './compared.ts';
import { evidenceOf, type Pair } from './evidence.ts';

const RIDE = {
  sport: 'ride',
  sport_family: 'ride',
  started_at: '2026-05-20T08:00:00Z',
  utc_offset_s: 7200,
  local_on: '2026-05-20',
  elapsed_s: 3600,
  moving_s: 3500,
  distance_m: 30_000,
  ascent_m: null,
  average_heart_rate_bpm: 140,
  average_power_w: null,
  channels: ['latitude_deg', 'longitude_deg', 'heart_rate_bpm']
};

function pair(evidence: Record<string, unknown>, startedAt = RIDE.started_at): Pair {
  return { activity: { ...RIDE, started_at: startedAt }, other: RIDE, evidence } as unknown as Pair;
}

describe('the evidence of a pair', () => {
  it('says what is the same', () => {
    const alike = pair({ overlap: 1, shift_s: 0, duration_ratio: 1, distance_ratio: 1 });
    expect(evidenceOf(alike)).toEqual([
      'They start at the same moment.',
      '100 % of the time in common.',
      'Equally long in time.',
      'Equally far.'
    ]);
  });

  it('says how far apart the rest is, and that a clock may have been wrong', () => {
    const shifted = pair(
      { overlap: 0, shift_s: 7200, duration_ratio: 0.98, distance_ratio: null },
      '2026-05-20T10:00:30Z'
    );
    expect(evidenceOf(shifted)).toEqual([
      'They start 2:00:30 apart, like a clock or a time zone that was wrong.',
      'Durations 2.0 % apart.',
      'At least one has no distance.'
    ]);
  });
});

describe('two activities beside each other', () => {
  it('show what either knows, and mark where they differ', () => {
    const later = { ...RIDE, average_power_w: 210, channels: ['power_w'] };
    const rows = compared(RIDE as never, later as never);
    expect(rows.map((row) => row.name)).not.toContain('pairs.ascent');
    const different = rows.filter((row) => row.isDifferent).map((row) => [row.name, row.earlier, row.later]);
    expect(different).toEqual([
      ['pairs.power', '–', '210 W'],
      ['pairs.channels', 'Position, Heart rate', 'Power']
    ]);
  });
});
