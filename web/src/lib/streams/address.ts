import type { Axis, Span } from './along.ts';
import { CHANNELS, type Channel } from './recording.ts';

/** How the streams are looked at, as it stands in the address: reload and Back bring it back. */
export interface Look {
  readonly axis: Axis;
  /** Seconds of smoothing; null leaves it to the length of what is shown. */
  readonly smoothingS: number | null;
  readonly hidden: ReadonlySet<Channel>;
  /** The part that is shown, in seconds since the first sample, on either axis; null is all of it. */
  readonly zoom: Span | null;
  /** The stretch that is measured, in seconds too. */
  readonly selected: Span | null;
  /** What the track on the map is coloured by. */
  readonly colour: Channel | null;
}

export const SMOOTHINGS_S = [0, 5, 15, 30, 60] as const;

/** Read a look from an address; what makes no sense counts as not said. */
export function lookOf(query: Pick<URLSearchParams, 'get' | 'has'>): Look {
  const smoothing = Number(query.get('smooth'));
  const isSmoothing = query.has('smooth') && SMOOTHINGS_S.some((known) => known === smoothing);
  return {
    axis: query.get('x') === 'distance' ? 'distance' : 'time',
    smoothingS: isSmoothing ? smoothing : null,
    hidden: new Set((query.get('hide') ?? '').split(',').filter(isChannel)),
    zoom: spanOf(query.get('zoom')),
    selected: spanOf(`${query.get('from') ?? ''}-${query.get('to') ?? ''}`),
    colour: [query.get('colour') ?? ''].find(isChannel) ?? null
  };
}

/** The address with a changed look; what is as usual is left out of it. */
export function addressOf(url: Pick<URL, 'pathname' | 'search' | 'hash'>, look: Look): string {
  const query = new URLSearchParams(url.search);
  set(query, 'x', look.axis === 'distance' ? 'distance' : null);
  set(query, 'smooth', look.smoothingS === null ? null : String(look.smoothingS));
  set(query, 'hide', look.hidden.size > 0 ? [...look.hidden].join(',') : null);
  set(query, 'zoom', textOf(look.zoom));
  set(query, 'from', look.selected === null ? null : String(tenth(look.selected.from)));
  set(query, 'to', look.selected === null ? null : String(tenth(look.selected.to)));
  set(query, 'colour', look.colour);
  const text = query.toString();
  return url.pathname + (text === '' ? '' : `?${text}`) + url.hash;
}

function isChannel(text: string): text is Channel {
  return CHANNELS.some((channel) => channel === text);
}

function spanOf(text: string | null): Span | null {
  const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? '');
  if (match === null) return null;
  const [from, to] = [Number(match[1]), Number(match[2])];
  return from < to ? { from, to } : null;
}

function textOf(span: Span | null): string | null {
  return span === null ? null : `${tenth(span.from)}-${tenth(span.to)}`;
}

function tenth(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function set(query: URLSearchParams, name: string, value: string | null): void {
  if (value === null) query.delete(name);
  else query.set(name, value);
}
