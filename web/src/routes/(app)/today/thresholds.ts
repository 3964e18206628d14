import { t } from '#lib/i18n/index.svelte.ts';
import { show } from '#lib/units/show.svelte.ts';
import type { Proposal } from './attention.ts';

/** The name of a kind of threshold. */
export function kindName(kind: Proposal['kind']): string {
  return t(`today.threshold_${kind}`);
}

/** A threshold's value in the athlete's units. */
export function showThreshold(kind: Proposal['kind'], value: number | null, family: string): string {
  switch (kind) {
    case 'ftp_w':
    case 'critical_power_w':
      return show.power(value);
    case 'w_prime_j':
      return show.energy(value === null ? null : value / 1000);
    case 'lthr_bpm':
    case 'hr_max_bpm':
    case 'resting_hr_bpm':
      return show.heartRate(value);
    case 'threshold_speed_mps':
    case 'critical_speed_mps':
      return show.speed(value, family);
    case 'd_prime_m':
      return show.height(value);
  }
}
