import type { Token } from '#lib/charts/colours.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { isPaced, show } from '#lib/units/show.svelte.ts';
import type { Channel, Recording } from './recording.ts';

/** One drawn channel of the stack. */
export interface PaneKind {
  readonly channel: Channel;
  readonly token: Token;
  /** Elevation is ground, so it is filled. */
  readonly isArea: boolean;
  /** Noise from second to second is the sensor's or the road's, and may be smoothed away. */
  readonly isNoisy: boolean;
}

/** The panes in the order they stand: the ground first, then what was done, then what it took. */
export const PANES: readonly PaneKind[] = [
  { channel: 'altitude_m', token: '--channel-altitude', isArea: true, isNoisy: false },
  { channel: 'speed_mps', token: '--channel-speed', isArea: false, isNoisy: true },
  { channel: 'power_w', token: '--channel-power', isArea: false, isNoisy: true },
  { channel: 'heart_rate_bpm', token: '--channel-heart-rate', isArea: false, isNoisy: false },
  { channel: 'cadence_rpm', token: '--channel-cadence', isArea: false, isNoisy: true },
  { channel: 'temperature_c', token: '--channel-temperature', isArea: false, isNoisy: false }
];

/** The panes that a recording has something for. */
export function panesOf(recording: Recording): PaneKind[] {
  return PANES.filter((pane) => recording.columns[pane.channel] !== undefined);
}

/** The name of a channel; a speed is a pace where the athlete reads it so. */
export function channelName(channel: Channel, family: string): string {
  if (channel === 'speed_mps' && isPaced(family)) return t('streams.channel_pace');
  return t(`streams.channel_${channel}`);
}

/** A value of a channel as it is written. */
export function showChannel(channel: Channel, value: number | null | undefined, family: string): string {
  const known = value == null || Number.isNaN(value) ? null : value;
  switch (channel) {
    case 'altitude_m':
      return show.height(known);
    case 'speed_mps':
      return show.speed(known, family);
    case 'power_w':
      return show.power(known);
    case 'heart_rate_bpm':
      return show.heartRate(known);
    case 'cadence_rpm':
      return show.cadence(known, family);
    case 'temperature_c':
      return show.temperature(known);
    case 'distance_m':
      return show.distance(known);
    case 'grade_pct':
      return show.percent(known, 1);
    default:
      return show.number(known, 5);
  }
}
