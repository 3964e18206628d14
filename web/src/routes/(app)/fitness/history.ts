import type { components } from '#lib/api/schema.d.ts';
import { daysAfter, daysBetween, today, type Day } from '#lib/units/days.svelte.ts';

export type History = components['schemas']['FitnessOut'];

/** One day of it, in the API's numbers; null where the week before it is not known. */
export interface FitnessDay {
  day: Day;
  load: number;
  /** An activity of the day has no load: its numbers are lower bounds. */
  isPartial: boolean;
  fitness: number;
  fatigue: number;
  form: number;
  ramp: number | null;
  monotony: number | null;
  strain: number | null;
}

/** Days in order, at least one, and until when fitness builds up from nothing. */
export interface ShownHistory {
  days: readonly FitnessDay[];
  first: FitnessDay;
  last: FitnessDay;
  /** The day of the first activity of all, which may lie before `first`. */
  beganOn: Day;
  buildingUntil: Day;
}

/** Why there is no curve: no activity at all, too few days of them, or none in the range. */
export type Lack = 'none' | 'too_short' | 'outside';

/** The slow average needs this many days before its curve says anything. */
export const LEAST_DAYS = 14;

/** Days from the first activity to the end of its building-up, both counted (`fitness.BASELINE_DAYS`). */
const BASELINE_DAYS = 42;

/** A history to draw, or what it lacks. */
export function historyOf(history: History, now: Day = today()): ShownHistory | Lack {
  const buildingUntil = history.building_baseline_until;
  if (buildingUntil === null) return 'none';
  const beganOn = daysAfter(buildingUntil, 1 - BASELINE_DAYS);
  if (daysBetween(beganOn, now) + 1 < LEAST_DAYS) return 'too_short';
  const days = daysOf(history);
  const [first, last] = [days[0], days[days.length - 1]];
  return first === undefined || last === undefined
    ? 'outside'
    : { days, first, last, beganOn, buildingUntil };
}

/** The columns of the API as days. */
export function daysOf(history: History): FitnessDay[] {
  return history.day.map((day, at) => ({
    day,
    load: valueAt(history.load, at),
    isPartial: valueAt(history.partial, at),
    fitness: valueAt(history.fitness, at),
    fatigue: valueAt(history.fatigue, at),
    form: valueAt(history.form, at),
    ramp: valueAt(history.ramp, at),
    monotony: valueAt(history.monotony, at),
    strain: valueAt(history.strain, at)
  }));
}

function valueAt<Value>(column: readonly Value[], at: number): Value {
  if (at >= column.length) throw new Error('The columns of the history are not of one length.');
  return column[at] as Value;
}

/** The least and the most of some values. */
export function extremesOf(values: readonly number[]): { least: number; most: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

/** Why a figure of seven days is not known on a day: too few before it, or one of them is incomplete. */
export function whyNoWeek(one: FitnessDay, beganOn: Day): 'needs_week' | 'week_partial' {
  return daysBetween(beganOn, one.day) < 7 ? 'needs_week' : 'week_partial';
}
