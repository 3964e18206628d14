import type { SportKind } from '#lib/sports/sports.ts';
import type { Fields } from './edits.ts';

/** What stands in a field of which nothing shall change. */
export const KEEP = 'keep';
export const SWITCHES = ['is_race', 'is_commute', 'is_trainer', 'is_excluded'] as const;

export type YesNo = typeof KEEP | 'yes' | 'no';

/** What was chosen for many activities at once. */
export interface Choice extends Record<(typeof SWITCHES)[number], string> {
  sport: string;
  gear: string;
  /** As it was typed; empty leaves it as it is. */
  workoutType: string;
  clearsWorkoutType: boolean;
}

export const UNCHANGED: Readonly<Choice> = {
  sport: KEEP,
  gear: KEEP,
  is_race: KEEP,
  is_commute: KEEP,
  is_trainer: KEEP,
  is_excluded: KEEP,
  workoutType: '',
  clearsWorkoutType: false
};

/** The fields that a choice sets; what is left as it is, is not named. */
export function fieldsOf(choice: Choice): Fields {
  const fields: Fields = {};
  if (choice.sport !== KEEP) fields.sport = choice.sport as SportKind;
  if (choice.gear !== KEEP) fields.gear_id = choice.gear;
  for (const name of SWITCHES) if (choice[name] !== KEEP) fields[name] = choice[name] === 'yes';
  if (choice.clearsWorkoutType) fields.workout_type = '';
  else if (choice.workoutType.trim() !== '') fields.workout_type = choice.workoutType.trim();
  return fields;
}
