import { api, read } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import type { EffortMeasure } from '#lib/activities/effort.ts';
import type { Preset, Span } from '#lib/ranges/ranges.ts';
import { daysBetween, today, type Day } from '#lib/units/days.svelte.ts';
import { daysOf, type Choice } from './choice.ts';

type Holder = components['schemas']['CurveActivity'];
type PowerCurve = components['schemas']['PowerCurveOut'];
type PaceCurve = components['schemas']['PaceCurveOut'];

/** The best over one duration: in W or m/s, as the API gives it. */
export interface Point {
  durationS: number;
  value: number;
  holder: Holder;
  isStale: boolean;
}

/** `value = level + reserve / t`: critical power and W′, or critical speed and D′. Errors are standard errors. */
export interface Model {
  level: number;
  levelError: number | null;
  reserve: number;
  reserveError: number | null;
  confidence: string;
  flags: readonly string[];
  efforts: readonly components['schemas']['EffortOut'][];
  /** It holds between the efforts it was fitted to, and is not drawn beyond. */
  fromS: number;
  untilS: number;
}

/** The curve of one range, with its model or why there is none. */
export interface Overlay {
  preset: Preset;
  span: Span;
  points: readonly Point[];
  model: Model | null;
  whyNoModel: string | null;
  isUpdating: boolean;
}

/** A best older than this says little of the present. */
export const STALE_AFTER_DAYS = 90;

export async function readOverlays(choice: Choice): Promise<Overlay[]> {
  return Promise.all(
    choice.presets.map(async (preset) => {
      const span = daysOf(choice, preset);
      return { preset, span, ...(await readCurve(choice, span)) };
    })
  );
}

type Curve = Omit<Overlay, 'preset' | 'span'>;

async function readCurve(choice: Choice, span: Span): Promise<Curve> {
  if (choice.kind === 'power') {
    const query = { sport: choice.sport, ...span };
    const curve = await read(api.GET('/api/v1/curves/power', { params: { query } }));
    return curveOf(curve, curve.power_w, powerModel(curve));
  }
  const query = { graded: choice.isGraded, ...span };
  const curve = await read(api.GET('/api/v1/curves/pace', { params: { query } }));
  return curveOf(curve, curve.speed_mps, speedModel(curve));
}

export function curveOf(
  curve: PowerCurve | PaceCurve,
  values: readonly number[],
  model: Model | null,
  now: Day = today()
): Curve {
  const points = curve.duration_s.flatMap((durationS, at) => {
    const [value, holder] = [values[at], curve.activities[curve.holder[at] ?? -1]];
    if (value === undefined || holder === undefined) return [];
    return [{ durationS, value, holder, isStale: daysBetween(holder.day, now) > STALE_AFTER_DAYS }];
  });
  return {
    points,
    model,
    whyNoModel: curve.not_computable?.reason ?? null,
    isUpdating: curve.is_updating
  };
}

function powerModel({ critical_power: fit }: PowerCurve): Model | null {
  if (fit === null) return null;
  return {
    ...basisOf(fit),
    level: fit.cp_w,
    levelError: fit.cp_error_w,
    reserve: fit.w_prime_j,
    reserveError: fit.w_prime_error_j
  };
}

function speedModel({ critical_speed: fit }: PaceCurve): Model | null {
  if (fit === null) return null;
  return {
    ...basisOf(fit),
    level: fit.cs_mps,
    levelError: fit.cs_error_mps,
    reserve: fit.d_prime_m,
    reserveError: fit.d_prime_error_m
  };
}

function basisOf(fit: Pick<Model, 'confidence' | 'flags' | 'efforts'>) {
  const durations = fit.efforts.map((effort) => effort.duration_s);
  return {
    confidence: fit.confidence,
    flags: fit.flags,
    efforts: fit.efforts,
    fromS: Math.min(...durations),
    untilS: Math.max(...durations)
  };
}

/** What a model says of a duration; null beyond the efforts it rests on. */
export function modelAt(model: Model, durationS: number): number | null {
  if (durationS < model.fromS || durationS > model.untilS) return null;
  return model.level + model.reserve / durationS;
}

/** Every duration that any curve reaches, in order. */
export function durationsOf(overlays: readonly Overlay[]): number[] {
  const all = new Set(overlays.flatMap((overlay) => overlay.points.map((point) => point.durationS)));
  return [...all].sort((one, other) => one - other);
}

/** The points of a curve by its durations. */
export function pointsByDuration(overlay: Overlay): Map<number, Point> {
  return new Map(overlay.points.map((point) => [point.durationS, point]));
}

/** What the points of a choice are measures of, to the API. */
export function measureOf(choice: Pick<Choice, 'kind' | 'isGraded'>): EffortMeasure {
  if (choice.kind === 'power') return 'power';
  return choice.isGraded ? 'graded_speed' : 'speed';
}

/** The range in focus: its model is drawn, and its efforts open from the chart. The one chosen, else the first that has a model. */
export function focusOf(choice: Pick<Choice, 'focus'>, overlays: readonly Overlay[]): Overlay | undefined {
  const chosen = overlays.find((overlay) => overlay.preset === choice.focus);
  return chosen ?? overlays.find((overlay) => overlay.model !== null) ?? overlays[0];
}
