import { SvelteSet } from 'svelte/reactivity';
import type { components } from '#lib/api/schema.d.ts';
import { numberOf } from '#lib/units/typed.ts';
import { meetingOf, usualChannels, usualMode, type MergeMode } from './merging.ts';
import type { Activity } from '../edit/texts.ts';

type Row = components['schemas']['ActivityOut'];

/** More than a day is no clock that was wrong. */
const LONGEST_SHIFT_S = 90_000;

/** With what an activity is merged, and how. */
export class MergeForm {
  other = $state.raw<Row | null>(null);
  mode = $state<MergeMode>('join');
  shift = $state('0');
  readonly channels = new SvelteSet<string>();

  readonly activity: Activity;

  constructor(activity: Activity) {
    this.activity = activity;
  }

  /** Seconds that are added to the other's times; null while the field reads as none. */
  readonly shiftS = $derived.by(() => {
    const seconds = numberOf(this.shift || '0');
    return seconds === null || Math.abs(seconds) > LONGEST_SHIFT_S ? null : seconds;
  });

  readonly meeting = $derived.by(() =>
    this.other === null || this.shiftS === null ? null : meetingOf(this.activity, this.other, this.shiftS)
  );

  /** Take another, in the way that is usual for how the two lie to each other. */
  choose(other: Row): void {
    this.other = other;
    this.mode = usualMode(meetingOf(this.activity, other));
    this.channels.clear();
    this.take(usualChannels(this.activity, other), true);
  }

  /** Take these channels from the other, or leave them. */
  take(channels: readonly string[], isTaken: boolean): void {
    for (const channel of channels) {
      if (isTaken) this.channels.add(channel);
      else this.channels.delete(channel);
    }
  }

  /** As the API takes it; null while something is missing. */
  body(): components['schemas']['MergeIn'] | null {
    if (this.other === null || this.shiftS === null) return null;
    const base = { activity_id: this.activity.id, other_id: this.other.id, clock_shift_s: this.shiftS };
    if (this.mode === 'join') return base;
    return this.channels.size === 0 ? null : { ...base, channels: [...this.channels] };
  }
}
