import type { Token } from './colours.ts';

const RAMP: readonly Token[] = [
  '--zone-1',
  '--zone-2',
  '--zone-3',
  '--zone-4',
  '--zone-5',
  '--zone-6',
  '--zone-7'
];

/** The colour of a zone, 0 the easiest, of so many. Three are spread over the ramp, or their neighbours could not be told apart. */
export function zoneToken(zone: number, count: number): Token {
  const at = count === 3 ? zone * 2 + 1 : zone;
  return RAMP[at] ?? '--zone-7';
}
