import { describe, expect, it } from 'vitest';
import { recordingOf, type StreamsAnswer } from './recording.ts';

function answer(
  elapsed_ms: number[],
  channels: Record<string, (number | null)[]>,
  sample_count = elapsed_ms.length
): StreamsAnswer {
  const named = Object.entries(channels).map(([name, values]) => [name, { unit: null, values }]);
  return {
    activity_id: 'a',
    content_rev: 1,
    first_at_ms: 0,
    sample_count,
    elapsed_ms,
    channels: Object.fromEntries(named)
  };
}

const every = (count: number, step: number) => Array.from({ length: count }, (_, at) => at * step);

describe('a recording', () => {
  it('knows a gap from the rhythm of its device', () => {
    const steady = recordingOf(answer(every(60, 4000), { power_w: every(60, 1) }));
    expect([...steady.isAfterGap].some(Boolean)).toBe(false);
    const paused = recordingOf(answer([0, 1000, 2000, 60_000, 61_000], { power_w: [1, 1, 1, 1, 1] }));
    expect([...paused.isAfterGap]).toEqual([0, 0, 0, 1, 0]);
  });

  it('does not take what was left out of a thinned answer for gaps', () => {
    const moments = every(100, 1).map((at) => at * 90_000 + (at % 7) * 5000);
    const thinned = recordingOf(answer(moments, { power_w: every(100, 1) }, 9000));
    expect(thinned.isWhole).toBe(false);
    expect([...thinned.isAfterGap].some(Boolean)).toBe(false);
  });

  it('leaves out a channel without a value, and keeps holes as holes', () => {
    const { columns } = recordingOf(
      answer([0, 1000], { power_w: [null, null], heart_rate_bpm: [null, 120] })
    );
    expect(columns.power_w).toBeUndefined();
    expect([...(columns.heart_rate_bpm ?? [])]).toEqual([NaN, 120]);
  });

  it('works distance and speed out of positions, and says so', () => {
    const { columns, derived } = recordingOf(
      answer(every(30, 1000), {
        latitude_deg: every(30, 0.0001),
        longitude_deg: every(30, 0)
      })
    );
    expect([...derived]).toEqual(['distance_m', 'speed_mps']);
    expect(columns.distance_m?.[29]).toBeCloseTo(29 * 11.12, 0);
    expect(columns.speed_mps?.[15]).toBeCloseTo(11.12, 1);
  });

  it('takes the distance and the speed of the device where it has them', () => {
    const { derived } = recordingOf(answer([0, 1000], { distance_m: [0, 3], speed_mps: [3, 3] }));
    expect(derived.size).toBe(0);
  });
});
