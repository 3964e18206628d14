import { describe, expect, it } from 'vitest';
import type { components } from '#lib/api/schema.d.ts';
import { fallenIn, fallenOf } from './records.ts';

type RecordOut = components['schemas']['RecordOut'];

function record(measure: RecordOut['measure'], days: string[]): RecordOut {
  const history = days.map((day, at) => ({
    value: 300 - at,
    activity_id: day,
    name: 'Park run',
    day,
    start_s: 0,
    end_s: 1
  }));
  return { measure, target: 5000, target_unit: 'm', unit: 's', history, years: [] };
}

describe('records that fell', () => {
  const fallen = fallenOf('run', [
    record('distance', ['2026-03-01', '2026-05-01', '2026-05-20']),
    record('distance', ['2026-05-05']),
    record('speed', ['2026-05-01', '2026-05-02'])
  ]);

  it('beat an earlier one and are of what the family counts', () => {
    expect(fallen.map(({ entry }) => entry.day)).toEqual(['2026-05-01', '2026-05-20']);
  });

  it('count once in a span', () => {
    const latestFirst = fallen.toReversed();
    expect(
      fallenIn(latestFirst, { from: '2026-05-01', to: '2026-05-31' }).map(({ entry }) => entry.day)
    ).toEqual(['2026-05-20']);
    expect(fallenIn(latestFirst, { from: '2026-06-01', to: '2026-06-30' })).toEqual([]);
  });
});
