import { numberFormat } from '#lib/i18n/formats.ts';
import { language, t, type MessageKey } from '#lib/i18n/index.svelte.ts';
import { session } from '#lib/session/session.svelte.ts';
import { clock, paceDistanceM, scaleOf, shown, type Quantity, type Scale } from './convert.ts';

export type Maybe = number | null | undefined;

/** Families whose speed is a pace unless the athlete says otherwise. */
const PACED = new Set(['run', 'walk', 'swim', 'row']);

/**
 * How values are written: in the athlete's units, the language's figures, with the unit in the sentence. An unknown value is a dash,
 * never 0. Reactive: everything here reads the profile and the language.
 */
export const show = {
  /** `12.4 km`; what reads as less than 10 keeps a second digit. Swimmers count metres or yards. */
  distance(metres: Maybe, family?: string): string {
    if (family === 'swim') return scaled(metres, 'length', () => 0);
    return scaled(metres, 'distance', (value) => (value < 9.995 ? 2 : 1));
  },

  /** `240 m`, of ascent and altitude. */
  height(metres: Maybe): string {
    return scaled(metres, 'height', () => 0);
  },

  weight(kg: Maybe): string {
    return scaled(kg, 'weight', () => 1);
  },

  temperature(celsius: Maybe): string {
    return scaled(celsius, 'temperature', () => 0);
  },

  /** Pace or speed, as is usual for the family or as the athlete chose. */
  speed(mps: Maybe, family: string): string {
    if (mps == null) return t('units.unknown');
    if (!isPaced(family)) return scaled(mps, 'speed', () => 1);
    const seconds = paceS(mps, family);
    return seconds === null ? t('units.unknown') : t(paceKey(family), { value: clock(seconds) });
  },

  /** Clock figures: `1:02:07`. */
  duration(seconds: Maybe): string {
    return seconds == null ? t('units.unknown') : clock(seconds);
  },

  /** Hours and minutes, for totals: `7 h 40 min`. */
  time(seconds: Maybe): string {
    if (seconds == null) return t('units.unknown');
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return t('units.minutes', { minutes });
    if (minutes % 60 === 0) return t('units.hours', { value: figures(minutes / 60, 0) });
    return t('units.hours_minutes', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  },

  power: (watts: Maybe) => plain(watts, 'units.watts'),
  powerPerKg: (value: Maybe) => plain(value, 'units.watts_per_kg', 2),
  heartRate: (bpm: Maybe) => plain(bpm, 'units.bpm'),
  energy: (kj: Maybe) => plain(kj, 'units.kj'),
  calories: (kcal: Maybe) => plain(kcal, 'units.kcal'),
  percent: (value: Maybe, digits = 0) => plain(value, 'units.percent', digits),

  /** Cadence: revolutions for who pedals, steps for who runs. */
  cadence(rpm: Maybe, family: string): string {
    const isSteps = family === 'run' || family === 'walk';
    return plain(rpm == null ? rpm : isSteps ? rpm * 2 : rpm, isSteps ? 'units.spm' : 'units.rpm');
  },

  /** The size of a file; small ones keep a digit. */
  megabytes(bytes: Maybe): string {
    if (bytes == null) return t('units.unknown');
    const value = bytes / 1_000_000;
    return plain(value, 'units.megabytes', value < 10 ? 1 : 0);
  },

  /** Values one after the other, as the language strings them. */
  list: (parts: readonly string[]) => new Intl.ListFormat(language.format, { type: 'unit' }).format(parts),

  /** A bare number with a fixed count of decimals. */
  number(value: Maybe, digits = 0): string {
    return value == null ? t('units.unknown') : figures(value, digits);
  },

  /** With its sign also above zero, for form and changes. */
  signed(value: Maybe, digits = 0): string {
    return value == null ? t('units.unknown') : signedBy('exceptZero', value, digits);
  }
};

/** Whether a family's speed is shown as pace to this athlete. */
export function isPaced(family: string): boolean {
  const chosen = session.preferences.speedDisplay[family];
  return chosen === undefined ? PACED.has(family) : chosen === 'pace';
}

/** Seconds over the family's pace distance; null when standing. */
export function paceS(mps: number, family: string): number | null {
  return mps > 0.05 ? paceDistanceM(family, session.preferences.units) / mps : null;
}

/** The scale of a quantity to this athlete, for axes and fields. */
export function scaleFor(quantity: Quantity): Scale {
  const { units, temperatureUnit } = session.preferences;
  if (quantity !== 'temperature' || temperatureUnit === null) return scaleOf(quantity, units);
  return scaleOf(quantity, temperatureUnit === 'celsius' ? 'metric' : 'imperial');
}

/** The unit alone, for the head of a column or an axis. */
export function unitOf(quantity: Quantity): string {
  return unitText(`units.${scaleFor(quantity).key}`);
}

/** The unit of a family's speed alone. */
export function speedUnitOf(family: string): string {
  return isPaced(family) ? unitText(paceKey(family)) : unitOf('speed');
}

/** A unit without a value, read from its message so that it is spelled in one place. */
export function unitText(key: MessageKey): string {
  return t(key, { value: '' }).trim();
}

function paceKey(family: string): MessageKey {
  const isMetric = session.preferences.units === 'metric';
  if (family === 'swim') return isMetric ? 'units.per_100m' : 'units.per_100yd';
  if (family === 'row') return 'units.per_500m';
  return isMetric ? 'units.per_km' : 'units.per_mi';
}

function scaled(value: Maybe, quantity: Quantity, digitsOf: (shown: number) => number): string {
  if (value == null) return t('units.unknown');
  const scale = scaleFor(quantity);
  const figure = shown(value, scale);
  return t(`units.${scale.key}`, { value: figures(figure, digitsOf(Math.abs(figure))) });
}

function plain(value: Maybe, key: MessageKey, digits = 0): string {
  return value == null ? t('units.unknown') : t(key, { value: figures(value, digits) });
}

function figures(value: number, digits: number): string {
  return signedBy('negative', value, digits);
}

/** With a real minus; what rounds to nothing has none. */
function signedBy(signDisplay: 'negative' | 'exceptZero', value: number, digits: number): string {
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return numberFormat(language.format, { ...fraction, signDisplay })
    .format(value)
    .replace('-', '−');
}
