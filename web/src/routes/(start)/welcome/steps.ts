import type { MessageKey } from '#lib/i18n/index.svelte.ts';

/** The first steps after the account, in their order. The names are kept in the profile. */
export const STEPS = ['you', 'sports', 'data', 'thresholds', 'goal'] as const;
export type Step = (typeof STEPS)[number];

export const STEP_NAMES: Readonly<Record<Step, MessageKey>> = {
  you: 'welcome.step_you',
  sports: 'welcome.step_sports',
  data: 'welcome.step_data',
  thresholds: 'welcome.step_thresholds',
  goal: 'welcome.step_goal'
};

/** A step by its name in the address or the profile; null for none of ours. */
export function stepOf(name: string | null | undefined): Step | null {
  return STEPS.find((step) => step === name) ?? null;
}

/** The one behind a step; null behind the last. */
export function after(step: Step): Step | null {
  return STEPS[STEPS.indexOf(step) + 1] ?? null;
}

export function before(step: Step): Step | null {
  return STEPS[STEPS.indexOf(step) - 1] ?? null;
}
