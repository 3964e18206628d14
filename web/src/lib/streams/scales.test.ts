import { describe, expect, it } from 'vitest';
import { marksAlong } from './marks.ts';
import { uprightAxis } from './scales.ts';

const column = (...values: number[]) => Float64Array.from(values);

describe('the upright axis', () => {
  it('begins at nothing for power, and above stops for a run', () => {
    expect(uprightAxis('power_w', column(80, 200, 300), 'ride').range[0]).toBe(0);
    const run = Array.from({ length: 100 }, (_, at) => (at < 10 ? 0 : 3));
    expect(uprightAxis('speed_mps', column(...run), 'run').range[0]).toBeCloseTo(1.65);
  });

  it('marks a runner in whole paces, the faster the higher', () => {
    const { marks, write } = uprightAxis('speed_mps', column(2.5, 2.8, 3, 3.3, 4), 'run');
    expect(marks.length).toBeGreaterThan(1);
    expect(marks.map(write).every((text) => /:(00|15|30|45)$/.test(text))).toBe(true);
    expect([...marks].sort((a, b) => b - a)).toEqual(marks);
  });

  it('does not blow flat ground up to mountains', () => {
    const { range } = uprightAxis('altitude_m', column(100, 101, 102), 'ride');
    expect(range[1] - range[0]).toBeGreaterThanOrEqual(30);
  });

  it('counts the steps of runners and the turns of riders', () => {
    const { marks, write } = uprightAxis('cadence_rpm', column(85, 88, 90, 92), 'run');
    expect(write(marks[0] ?? 0)).toMatch(/^1[678]\d$/);
    expect(uprightAxis('cadence_rpm', column(85, 90), 'ride').range[0]).toBe(0);
  });

  it('stands without a value', () => {
    expect(uprightAxis('power_w', column(NaN), 'ride').range[0]).toBe(0);
  });
});

describe('marks of the shared axis', () => {
  it('are whole clock steps, or distances with the digits they need', () => {
    expect(marksAlong('time', { from: 10, to: 3600 }, 6).map((mark) => mark.text)).toEqual([
      '10:00',
      '20:00',
      '30:00',
      '40:00',
      '50:00',
      '1:00:00'
    ]);
    expect(marksAlong('distance', { from: 0, to: 12_900 }, 6).map((mark) => mark.text)).toEqual([
      '0.0',
      '2.5',
      '5.0',
      '7.5',
      '10.0',
      '12.5'
    ]);
  });
});
