import type { Token } from '#lib/charts/colours.ts';
import type { Column, Recording } from '#lib/streams/recording.ts';
import { positionAt, type Position, type Track } from './track.ts';

/** Colours of a track, ordered by luminance, so that the order is seen without telling hues apart. */
export const RAMP: readonly Token[] = ['--zone-1', '--zone-3', '--zone-4', '--zone-5', '--zone-7'];

/** What the track is coloured by: where each class begins, and the highest value of all. */
export interface Classes {
  readonly bounds: readonly number[];
  readonly highest: number;
}

/** Classes of about as many samples each; fewer where the values do not differ. Null without values. */
export function classesOf(column: Column): Classes | null {
  const values = column.filter((value) => !Number.isNaN(value)).sort();
  if (values.length === 0) return null;
  const bounds = RAMP.map((_, at) => values[Math.floor((values.length * at) / RAMP.length)] ?? 0);
  return {
    bounds: bounds.filter((bound, at) => at === 0 || bound > (bounds[at - 1] ?? 0)),
    highest: values[values.length - 1] ?? 0
  };
}

/** The class of a value; -1 for none. */
export function classAt(classes: Classes, value: number): number {
  if (Number.isNaN(value)) return -1;
  return Math.max(
    classes.bounds.findLastIndex((bound) => value >= bound),
    0
  );
}

/** A piece of the track in one colour. */
export interface Piece {
  readonly level: number;
  readonly line: Position[];
}

/** The track cut where its class changes; a piece begins where the one before ended, so that nothing gapes. */
export function piecesOf(recording: Recording, track: Track, column: Column, classes: Classes): Piece[] {
  const pieces: Piece[] = [];
  for (const part of track.parts) {
    let piece: Piece | null = null;
    for (const index of part) {
      const level = classAt(classes, column[index] ?? NaN);
      const position = positionAt(recording, index);
      if (piece !== null) piece.line.push(position);
      if (piece === null || piece.level !== level) {
        piece = { level, line: [position] };
        pieces.push(piece);
      }
    }
  }
  return pieces.filter((piece) => piece.line.length > 1);
}
