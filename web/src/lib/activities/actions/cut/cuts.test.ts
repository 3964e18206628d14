import { describe, expect, it } from 'vitest';
import { cutsOf, lapCuts, piecesOf } from './cuts.ts';

describe('cuts', () => {
  it('are in order, each once, and inside of the recording', () => {
    expect(cutsOf(['20:00', '10:00', '600'], 3600)).toEqual([600, 1200]);
    expect(cutsOf(['1:00:00'], 3600)).toBeNull();
    expect(cutsOf(['0'], 3600)).toBeNull();
    expect(cutsOf(['later'], 3600)).toBeNull();
    expect(cutsOf([], 3600)).toEqual([]);
  });

  it('leave one piece more than there are cuts, without a gap', () => {
    expect(piecesOf([600, 1200], 3600)).toEqual([
      { fromS: 0, toS: 600 },
      { fromS: 600, toS: 1200 },
      { fromS: 1200, toS: 3600 }
    ]);
    expect(piecesOf([], 10)).toEqual([{ fromS: 0, toS: 10 }]);
  });

  it('at laps are where each lap begins, but for the first', () => {
    const first = Date.parse('2026-05-20T05:00:00Z');
    const laps = ['05:00:00', '05:10:00', '05:20:00', '06:00:00'].map((time) => ({
      started_at: `2026-05-20T${time}Z`
    }));
    expect(lapCuts(laps, first, 3600)).toEqual([600, 1200]);
  });
});
