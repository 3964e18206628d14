import type { components } from '#lib/api/schema.d.ts';

export type Activity = components['schemas']['ActivityDetailOut'];
export type Leg = components['schemas']['ActivityOut'];
export type Analysis = components['schemas']['AnalysisOut'];
export type Curves = components['schemas']['ActivityCurvesOut'];
export type Lap = components['schemas']['LapOut'];
export type Metric = components['schemas']['MetricOut'];
export type Judgement = components['schemas']['JudgementOut'];
