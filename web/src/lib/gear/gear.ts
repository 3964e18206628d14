import type { components } from '#lib/api/schema.d.ts';

/** A bike, a pair of shoes or anything else that wears. */
export type Gear = components['schemas']['GearOut'];

export const GEAR_KINDS = ['bike', 'shoes', 'other'] as const;
export type GearKind = (typeof GEAR_KINDS)[number];
