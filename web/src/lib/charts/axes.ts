import type uPlot from 'uplot';
import { colourOf } from './colours.ts';

const FONT = '12px "Instrument Sans Variable", system-ui, sans-serif';

/** An axis as every chart of the app has it: quiet grid, small condensed labels. Reactive through the theme. */
export function axis(own: uPlot.Axis = {}): uPlot.Axis {
  return {
    stroke: colourOf('--ink-faint'),
    font: FONT,
    labelFont: FONT,
    ticks: { show: false },
    border: { show: false },
    ...own,
    grid: { stroke: colourOf('--line'), width: 1, ...own.grid }
  };
}

/** Marks of a pace axis at whole half minutes, minutes and so on, in seconds. */
export const PACE_STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 1800];

/** Marks of an axis of elapsed time, in seconds. */
export const CLOCK_STEPS_S = [
  10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200
];
