/** From what is stored (SI) to what is shown and back. Nothing else in the app multiplies units. */
export type UnitSystem = 'metric' | 'imperial';

const METRES_PER_MILE = 1609.344;
const METRES_PER_FOOT = 0.3048;
const METRES_PER_YARD = 0.9144;
const KG_PER_POUND = 0.45359237;

/** A quantity with its factor from SI and the key of its unit in the catalogue. */
export interface Scale {
  readonly key: ScaleKey;
  readonly perSi: number;
  readonly offset?: number;
}
export type ScaleKey =
  'km' | 'mi' | 'm' | 'ft' | 'yd' | 'kg' | 'lb' | 'celsius' | 'fahrenheit' | 'kmh' | 'mph';

const SCALES = {
  distance: { metric: { key: 'km', perSi: 1 / 1000 }, imperial: { key: 'mi', perSi: 1 / METRES_PER_MILE } },
  length: { metric: { key: 'm', perSi: 1 }, imperial: { key: 'yd', perSi: 1 / METRES_PER_YARD } },
  height: { metric: { key: 'm', perSi: 1 }, imperial: { key: 'ft', perSi: 1 / METRES_PER_FOOT } },
  weight: { metric: { key: 'kg', perSi: 1 }, imperial: { key: 'lb', perSi: 1 / KG_PER_POUND } },
  speed: { metric: { key: 'kmh', perSi: 3.6 }, imperial: { key: 'mph', perSi: 3600 / METRES_PER_MILE } },
  temperature: {
    metric: { key: 'celsius', perSi: 1 },
    imperial: { key: 'fahrenheit', perSi: 1.8, offset: 32 }
  }
} as const satisfies Record<string, Record<UnitSystem, Scale>>;

export type Quantity = keyof typeof SCALES;

/** The scale of a quantity in a system of units. */
export function scaleOf(quantity: Quantity, system: UnitSystem): Scale {
  return SCALES[quantity][system];
}

/** Beyond these a product of two doubles is noise, and 18.75 mph a hair less, which would be rounded down. */
const EXACT_DIGITS = 12;

/** A stored value on a scale. */
export function shown(value: number, scale: Scale): number {
  return Number((value * scale.perSi + (scale.offset ?? 0)).toPrecision(EXACT_DIGITS));
}

/** What was typed on a scale, as it is stored. */
export function stored(value: number, scale: Scale): number {
  return (value - (scale.offset ?? 0)) / scale.perSi;
}

/** How far a pace is measured over, in metres: a kilometre or mile on land, 100 m or yd in water. */
export function paceDistanceM(family: string, system: UnitSystem): number {
  if (family === 'swim') return system === 'metric' ? 100 : 91.44;
  if (family === 'row') return 500;
  return system === 'metric' ? 1000 : METRES_PER_MILE;
}

/** Seconds as clock figures: `4:05`, `1:02:07`. Rounded to whole seconds, so 59.7 s is `1:00`. */
export function clock(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const sign = seconds < 0 && whole > 0 ? '−' : '';
  return sign + (h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`);
}

/** Clock figures as seconds: `4:05`, `1:02:07`, `245`; null when it reads as none. */
export function secondsOf(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d+(:[0-5]?\d){0,2}$/.test(trimmed)) return null;
  return trimmed.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
