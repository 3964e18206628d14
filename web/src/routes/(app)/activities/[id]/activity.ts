import type { components } from '#lib/api/schema.d.ts';
import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';

export type Activity = components['schemas']['ActivityDetailOut'];
export type Leg = components['schemas']['ActivityOut'];
export type Analysis = components['schemas']['AnalysisOut'];
export type Curves = components['schemas']['ActivityCurvesOut'];
export type Lap = components['schemas']['LapOut'];
export type Metric = components['schemas']['MetricOut'];
export type Judgement = components['schemas']['JudgementOut'];

/** The kind of workout in words: those that archives know have a name of ours, any other is the athlete's. Null where it says nothing more. */
export function workoutText({
  workout_type: kind,
  is_race
}: Pick<Activity, 'workout_type' | 'is_race'>): string | null {
  if (!kind || (kind === 'race' && is_race)) return null;
  const key = `activity.workout_${kind}`;
  return isMessageKey(key) ? t(key) : kind;
}
