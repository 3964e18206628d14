import type { Token } from '#lib/charts/colours.ts';
import type { Preset } from '#lib/ranges/ranges.ts';

/** The mark of a range's points: its own shape, so that colour does not stand alone. */
export type Shape = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'bar';

/** How each range is drawn, whatever others are beside it. */
export const LOOKS: Record<Preset, { token: Token; shape: Shape }> = {
  '6w': { token: '--series-b', shape: 'triangle' },
  '90d': { token: '--series-a', shape: 'circle' },
  '6m': { token: '--series-c', shape: 'bar' },
  season: { token: '--series-c', shape: 'diamond' },
  '1y': { token: '--series-d', shape: 'square' },
  all: { token: '--series-e', shape: 'cross' },
  custom: { token: '--channel-temperature', shape: 'bar' }
};

/** The outline of a shape around a point, as an SVG path; `radius` in the units of the drawing. */
export function outlineOf(shape: Shape, x: number, y: number, radius: number): string {
  const r = radius;
  switch (shape) {
    case 'circle':
      return `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
    case 'square':
      return `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}Z`;
    case 'triangle':
      return `M${x},${y - 1.2 * r}l${1.2 * r},${2.1 * r}h${-2.4 * r}Z`;
    case 'diamond':
      return `M${x},${y - 1.35 * r}l${1.35 * r},${1.35 * r}l${-1.35 * r},${1.35 * r}l${-1.35 * r},${-1.35 * r}Z`;
    case 'cross': {
      const third = 0.8 * r;
      return `M${x - third / 2},${y - 1.5 * third}h${third}v${third}h${third}v${third}h${-third}v${third}h${-third}v${-third}h${-third}v${-third}h${third}Z`;
    }
    case 'bar':
      return `M${x - 0.6 * r},${y - 1.4 * r}h${1.2 * r}v${2.8 * r}h${-1.2 * r}Z`;
  }
}
