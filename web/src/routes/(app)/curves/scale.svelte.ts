import { session } from '#lib/session/session.svelte.ts';
import { clock } from '#lib/units/convert.ts';
import { isPaced, paceS, scaleFor, show, speedUnitOf, unitText } from '#lib/units/show.svelte.ts';
import type { Choice } from './choice.ts';

/** How the values of a curve are drawn and written: in W, W/kg, pace or speed. */
export interface CurveScale {
  /** A stored value on the axis; null where it has none. */
  plotted: (value: number) => number | null;
  /** A stored value with its unit. */
  text: (value: number) => string;
  /** A mark of the axis. */
  mark: (plotted: number) => string;
  unit: string;
  /** Less is faster: the axis is turned round, so that better is up. */
  isInverted: boolean;
}

/** Reactive: reads the profile and the language. */
export function scaleOf(choice: Choice): CurveScale {
  return choice.kind === 'power' ? powerScale(choice) : speedScale();
}

/** The weight that power is divided by: the newest one, for the whole curve, so that curve and model stay comparable. */
export function weightKg(): number | null {
  return session.profile?.weight_kg ?? null;
}

function powerScale(choice: Choice): CurveScale {
  const weight = choice.isPerKg ? weightKg() : null;
  return {
    plotted: (watts) => (weight === null ? watts : watts / weight),
    text: (watts) => (weight === null ? show.power(watts) : show.powerPerKg(watts / weight)),
    mark: (value) => show.number(value, weight === null || value % 1 === 0 ? 0 : 1),
    unit: unitText(weight === null ? 'units.watts' : 'units.watts_per_kg'),
    isInverted: false
  };
}

function speedScale(): CurveScale {
  const isPace = isPaced('run');
  const perSi = scaleFor('speed').perSi;
  return {
    plotted: (mps) => (isPace ? paceS(mps, 'run') : mps * perSi),
    text: (mps) => show.speed(mps, 'run'),
    mark: (value) => (isPace ? clock(value) : show.number(value)),
    unit: speedUnitOf('run'),
    isInverted: isPace
  };
}
