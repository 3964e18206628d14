import { describe, expect, it } from 'vitest';
import { PANES } from './panes.ts';
import type { Recording } from './recording.ts';
import type { StreamView } from './StreamView.svelte.ts';
import { streamCsv, streamTable } from './table.ts';

const recording: Recording = {
  elapsedS: Float64Array.of(0, 1, 2, 3),
  columns: {
    power_w: Float64Array.of(100, NaN, 200, 210.5),
    speed_mps: Float64Array.of(5, 5, 5, 5)
  },
  derived: new Set(['speed_mps']),
  isAfterGap: new Uint8Array(4),
  gapS: 10,
  firstAtMs: 0,
  isWhole: true
};
const view = { recording, shownS: { from: 1, to: 3 } } as unknown as StreamView;
const power = PANES.filter((pane) => pane.channel === 'power_w');

describe('the samples as text', () => {
  it('are what is shown, in the athlete’s units, with a dash for none', () => {
    expect(streamTable(view, power, 'ride', 100).rows).toEqual([
      ['0:01', '–'],
      ['0:02', '200 W'],
      ['0:03', '211 W']
    ]);
    expect(streamTable(view, power, 'ride', 2).rows).toHaveLength(2);
  });

  it('are bare numbers in a file, of what was recorded only', () => {
    const csv = streamCsv(view);
    expect(csv.columns.map((column) => column.name)).toEqual(['elapsed_s', 'power_w']);
    expect(csv.rows).toEqual([
      ['1', ''],
      ['2', '200'],
      ['3', '210.5']
    ]);
  });
});
