import { untrack } from 'svelte';
import { goto } from '$app/navigation';
import { page } from '$app/state';
import { addressOf, lookOf, type Look } from './address.ts';
import { extent, nearest, placesAlong, spanAlong, within, type Axis, type Span } from './along.ts';
import type { Channel, Column, Recording } from './recording.ts';

const LEAST_ZOOM_S = 20;

/**
 * What map, panes and laps share: one recording, one crosshair, one stretch in the hand. The look is in the address; what moves with
 * the pointer is only here.
 */
export class StreamView {
  recording = $state.raw<Recording | null>(null);
  /** The sample under the crosshair. */
  at = $state<number | null>(null);
  /** The stretch that is being drawn out, in seconds. */
  drawing = $state.raw<Span | null>(null);
  /** The part shown while it is being moved, in seconds. */
  moving = $state.raw<Span | null>(null);
  /** The lap pointed at, in seconds. */
  pointed = $state.raw<Span | null>(null);
  /** The sample that a pointer led the crosshair to. */
  #pointed: number | null = null;
  /** How many recordings were let go of. */
  turn = $state(0);

  readonly look: Look = $derived(lookOf(page.url.searchParams));
  readonly axis: Axis = $derived(this.recording?.columns.distance_m === undefined ? 'time' : this.look.axis);
  readonly places: Column = $derived(
    this.recording === null ? new Float64Array() : placesAlong(this.recording, this.axis)
  );
  readonly wholeS: Span = $derived(extent(this.recording?.elapsedS ?? new Float64Array()));
  /** What is shown, in seconds. */
  readonly shownS: Span = $derived(within(this.moving ?? this.look.zoom ?? this.wholeS, this.wholeS));
  /** What is shown, on the axis. */
  readonly shown: Span = $derived(this.along(this.shownS));
  readonly isZoomed: boolean = $derived(this.look.zoom !== null);
  /** The stretch that is marked, in seconds. */
  readonly selectedS: Span | null = $derived(this.drawing ?? this.look.selected);

  /** Let go of everything: another recording comes. */
  reset(): void {
    untrack(() => this.turn++);
    this.recording = null;
    this.at = null;
    this.drawing = null;
    this.moving = null;
    this.pointed = null;
  }

  /** A stretch of the clock, on the axis. */
  along(span: Span): Span {
    return spanAlong(span, this.recording?.elapsedS ?? new Float64Array(), this.places);
  }

  /** Move the crosshair with a pointer to a sample; away with null, unless keys have set it meanwhile. */
  point(index: number | null): void {
    if (index === null && this.at !== this.#pointed) return;
    this.#pointed = index;
    this.at = index;
  }

  /** Move it with a pointer to a place of the axis. */
  pointAt(place: number): void {
    if (this.places.length > 0) this.point(nearest(this.places, place));
  }

  secondsAt(index: number): number {
    return this.recording?.elapsedS[index] ?? 0;
  }

  value(channel: Channel, index: number | null): number | null {
    const value = index === null ? undefined : this.recording?.columns[channel]?.[index];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  /** Change the look, in the address. */
  async change(changed: Partial<Look>): Promise<void> {
    const address = addressOf(page.url, { ...this.look, ...changed });
    await goto(address, { replace: true, reset: false });
  }

  /** Measure a stretch; null measures nothing. */
  async select(span: Span | null): Promise<void> {
    await this.change({ selected: span === null ? null : this.clipped(span) });
    this.drawing = null;
  }

  /** Show a stretch only; null shows everything. */
  async zoom(span: Span | null): Promise<void> {
    const wanted = span === null ? null : this.clipped(this.#wideEnough(span));
    const isAll = wanted !== null && wanted.to - wanted.from >= this.wholeS.to - this.wholeS.from;
    await this.change({ zoom: isAll ? null : wanted });
    this.moving = null;
  }

  /** Show so many times as much around the middle, or around the crosshair where it is. */
  async zoomBy(factor: number): Promise<void> {
    const { from, to } = this.shownS;
    const centre = this.at === null ? (from + to) / 2 : this.secondsAt(this.at);
    const half = ((to - from) * factor) / 2;
    await this.zoom({ from: centre - half, to: centre + half });
  }

  clipped(span: Span): Span {
    return {
      from: Math.max(Math.min(span.from, span.to), this.wholeS.from),
      to: Math.min(Math.max(span.from, span.to), this.wholeS.to)
    };
  }

  #wideEnough(span: Span): Span {
    const spare = Math.max(LEAST_ZOOM_S - (span.to - span.from), 0) / 2;
    return within({ from: span.from - spare, to: span.to + spare }, this.wholeS);
  }
}
