import type { components } from '#lib/api/schema.d.ts';
import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';
import { familyName } from '#lib/sports/sports.ts';
import { inSpeedOf, inUnit, inUnitsOf, written, type Notation } from '#lib/units/notation.svelte.ts';

export type ThresholdKind = components['schemas']['ThresholdKind'];
export type Threshold = components['schemas']['ThresholdOut'];
export type ThresholdInForce = components['schemas']['ThresholdInForce'];
export type Proposal = components['schemas']['ProposalOut'];

/** Heart rate values that hold in every sport have this for a family. */
export const ANY_SPORT = 'any';

const HEART_RATE: readonly ThresholdKind[] = ['lthr_bpm', 'hr_max_bpm'];
const POWER: readonly ThresholdKind[] = ['ftp_w', 'critical_power_w', 'w_prime_j'];
const SPEED: readonly ThresholdKind[] = ['threshold_speed_mps', 'critical_speed_mps', 'd_prime_m'];

/** Every kind, those that zones and load rest on first. */
export const KINDS: readonly ThresholdKind[] = [
  'ftp_w',
  'threshold_speed_mps',
  'lthr_bpm',
  'hr_max_bpm',
  'resting_hr_bpm',
  'critical_power_w',
  'w_prime_j',
  'critical_speed_mps',
  'd_prime_m'
];

/** What can be stated for a family. */
export function kindsOf(family: string): readonly ThresholdKind[] {
  if (family === ANY_SPORT) return ['hr_max_bpm', 'lthr_bpm', 'resting_hr_bpm'];
  if (family === 'ride') return [...POWER, ...HEART_RATE, ...SPEED];
  return [...SPEED, ...HEART_RATE, ...POWER];
}

export function kindName(kind: ThresholdKind): string {
  return t(`thresholds.kind_${kind}`);
}

/** One sentence on what the kind is. */
export function kindMeaning(kind: ThresholdKind): string {
  return t(`thresholds.meaning_${kind}`);
}

/** How values of a kind are typed and written. */
export function notationOf(kind: ThresholdKind, family: string): Notation {
  if (kind === 'threshold_speed_mps' || kind === 'critical_speed_mps') return inSpeedOf(family);
  if (kind === 'd_prime_m') return inUnitsOf('height', 0);
  if (kind === 'w_prime_j') return inUnit('units.kj', 1, 1 / 1000);
  return inUnit(kind.endsWith('_bpm') ? 'units.bpm' : 'units.watts', 0);
}

export function showThreshold(value: number | null, kind: ThresholdKind, family: string): string {
  return written(value, notationOf(kind, family));
}

/** The sport a threshold judges, in words. */
export function thresholdSport(family: string): string {
  return family === ANY_SPORT ? t('thresholds.any_sport') : familyName(family);
}

/** What a found value rests on, and how sure it is. */
export interface Evidence {
  note: string | null;
  confidence: string | null;
  efforts: readonly { activityId: string; durationS: number; value: number }[];
}

/** Evidence comes as an open object, by the method that found it: what is not understood is left out. */
export function evidenceOf(raw: Readonly<Record<string, unknown>>): Evidence {
  const efforts = Array.isArray(raw.efforts) ? (raw.efforts as Record<string, unknown>[]) : [];
  const confidence = typeof raw.confidence === 'string' ? `thresholds.confidence_${raw.confidence}` : '';
  return {
    note: typeof raw.note === 'string' ? raw.note : null,
    confidence: isMessageKey(confidence) ? t(confidence) : null,
    efforts: efforts.flatMap(({ activity_id: activityId, duration_s: durationS, value }) =>
      typeof activityId === 'string' && typeof durationS === 'number' && typeof value === 'number'
        ? [{ activityId, durationS, value }]
        : []
    )
  };
}
