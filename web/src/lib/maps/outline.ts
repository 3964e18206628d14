import type { Bounds, Position } from './track.ts';

/** Positions in a picture of a given size: Mercator, fitted, with room at the edges. */
export function projection(bounds: Bounds, width: number, height: number, margin: number) {
  const [left, right] = [mercatorX(bounds.west), mercatorX(bounds.east)];
  const [top, bottom] = [mercatorY(bounds.north), mercatorY(bounds.south)];
  const scale = Math.min(
    (width - margin * 2) / (right - left || 1e-9),
    (height - margin * 2) / (bottom - top || 1e-9)
  );
  const offsetX = (width - (right - left) * scale) / 2;
  const offsetY = (height - (bottom - top) * scale) / 2;
  return ([longitude, latitude]: Position): [number, number] => [
    round(offsetX + (mercatorX(longitude) - left) * scale),
    round(offsetY + (mercatorY(latitude) - top) * scale)
  ];
}

/** The path of a line in the picture. */
export function pathOf(line: readonly Position[], project: (at: Position) => [number, number]): string {
  return line.map((at, index) => `${index === 0 ? 'M' : 'L'}${project(at).join(' ')}`).join('');
}

function mercatorX(longitude: number): number {
  return longitude / 360 + 0.5;
}

function mercatorY(latitude: number): number {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
