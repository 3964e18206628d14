import type { components } from '#lib/api/schema.d.ts';
import { meaningOf, type Meaning } from '#lib/fitness/form.ts';
import type { Day } from '#lib/units/days.svelte.ts';

export type Fitness = components['schemas']['FitnessOut'];

/** Where the athlete stands on the last day that is known. */
export interface Standing {
  day: Day;
  fitness: number;
  fatigue: number;
  form: number;
  /** Change of fitness in the last seven days. */
  ramp: number | null;
  meaning: Meaning;
  /** An activity of the last six weeks has no load, so that the numbers are lower bounds. */
  isLowerBound: boolean;
}

/** Fewer days than this say nothing of fitness. */
export const LEAST_DAYS = 14;

const FITNESS_DAYS = 42;

/** The last day of a course of fitness; null when it is too short to speak of. */
export function standingOf(course: Fitness): Standing | null {
  const last = course.day.length - 1;
  const day = course.day[last];
  if (day === undefined || course.day.length < LEAST_DAYS) return null;
  const [fitness, fatigue, form] = [course.fitness, course.fatigue, course.form].map(
    (values) => values[last] ?? 0
  );
  const until = course.building_baseline_until;
  return {
    day,
    fitness: fitness ?? 0,
    fatigue: fatigue ?? 0,
    form: form ?? 0,
    ramp: course.ramp[last] ?? null,
    meaning: meaningOf(fitness ?? 0, form ?? 0, until !== null && day <= until),
    isLowerBound: course.partial.slice(-FITNESS_DAYS).some(Boolean)
  };
}
