import { customOf, spanOf, type Preset, type Span } from '#lib/ranges/ranges.ts';
import { FAMILIES, type SportFamily } from '#lib/sports/sports.ts';

/** What curves are of. */
export type CurveKind = 'power' | 'pace';

/** What the address chooses: which curves, over which ranges, in which unit, and whose model is shown. */
export interface Choice {
  kind: CurveKind;
  presets: readonly Preset[];
  /** The range whose model is drawn, where the address names one. */
  focus: Preset | null;
  custom: Span | null;
  sport: SportFamily;
  isPerKg: boolean;
  isGraded: boolean;
}

export const OFFERED: readonly Preset[] = ['6w', '90d', 'season', '1y', 'all', 'custom'];
const USUAL: readonly Preset[] = ['90d', '1y'];

/** Which curves the address names, if it does. */
export function kindOf(url: URL): CurveKind | null {
  const named = url.searchParams.get('of');
  return named === 'pace' || named === 'power' ? named : null;
}

/** Which curves to begin with: pace for who runs more than they ride. `families`: the most frequent first. */
export function usualKind(families: readonly SportFamily[]): CurveKind {
  return families.find((one) => one === 'run' || one === 'ride') === 'run' ? 'pace' : 'power';
}

/** What an address chooses beside the kind. */
export function choiceOf(url: URL, kind: CurveKind): Choice {
  const named = url.searchParams.get('ranges')?.split(',') ?? USUAL;
  const custom = customOf(url);
  const known = OFFERED.filter((one) => named.includes(one) && (one !== 'custom' || custom !== null));
  const presets = known.length > 0 ? known : USUAL;
  const wanted = presets.find((one) => one === url.searchParams.get('focus'));
  return {
    kind,
    presets,
    focus: wanted ?? null,
    custom,
    sport: FAMILIES.find((one) => one === url.searchParams.get('sport')) ?? 'ride',
    isPerKg: url.searchParams.get('per') === 'kg',
    isGraded: url.searchParams.has('graded')
  };
}

/** The days of one of its ranges. */
export function daysOf(choice: Choice, preset: Preset): Span {
  if (preset !== 'custom') return spanOf(preset);
  return choice.custom ?? spanOf('90d');
}

/** The ranges with one more or one less; the last one stays. */
export function toggled(presets: readonly Preset[], preset: Preset): readonly Preset[] {
  const rest = presets.filter((one) => one !== preset);
  if (rest.length === presets.length) return OFFERED.filter((one) => one === preset || presets.includes(one));
  return rest.length === 0 ? presets : rest;
}
