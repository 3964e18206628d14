import { language, t, type MessageKey } from '#lib/i18n/index.svelte.ts';
import { session } from '#lib/session/session.svelte.ts';
import { clock, paceDistanceM, secondsOf, shown, stored, type Quantity, type Scale } from './convert.ts';
import { isPaced, scaleFor, speedUnitOf, unitOf, unitText } from './show.svelte.ts';
import { numberOf } from './typed.ts';

const CM_PER_INCH = 2.54;

/** How a stored value is typed and read back, in the athlete's units. */
export interface Notation {
  /** Behind the field. */
  readonly unit: string;
  write(value: number): string;
  /** What was typed as it is stored; null when it reads as no value. */
  read(text: string): number | null;
}

/** A quantity of the athlete's units. */
export function inUnitsOf(quantity: Quantity, digits: number): Notation {
  return onScale(scaleFor(quantity), digits, unitOf(quantity));
}

/** A value whose stored unit is the shown one, or a fixed multiple of it: `perStored` 1/3600 shows seconds as hours. */
export function inUnit(unit: MessageKey, digits: number, perStored = 1): Notation {
  return onScale({ perSi: perStored }, digits, unitText(unit));
}

/** How tall somebody is, stored in centimetres: so, or as feet and inches. */
export function inBodyHeight(): Notation {
  if (session.preferences.units === 'metric') return inUnit('units.cm', 0);
  return {
    unit: '',
    write: (cm) => {
      const inches = Math.round(cm / CM_PER_INCH);
      return `${Math.floor(inches / 12)}′ ${inches % 12}″`;
    },
    read: (text) => {
      const parts = /^(\d)\s*(?:'|′|ft|\s)\s*(?:(\d{1,2}(?:[.,]\d)?)\s*(?:"|″|in|'')?)?$/.exec(text.trim());
      if (parts === null) return null;
      return (Number(parts[1]) * 12 + Number((parts[2] ?? '0').replace(',', '.'))) * CM_PER_INCH;
    }
  };
}

/** A bare number. */
export function asNumber(digits = 0): Notation {
  return onScale({ perSi: 1 }, digits, '');
}

/** A speed as the family's pace, or as speed where the athlete prefers it. */
export function inSpeedOf(family: string): Notation {
  if (!isPaced(family)) return onScale(scaleFor('speed'), 1, speedUnitOf(family));
  const distanceM = paceDistanceM(family, session.preferences.units);
  return {
    unit: speedUnitOf(family),
    write: (mps) => (mps > 0 ? clock(distanceM / mps) : ''),
    read: (text) => {
      const seconds = secondsOf(text);
      return seconds === null || seconds === 0 ? null : distanceM / seconds;
    }
  };
}

/** A stored value as it is typed, with its unit. */
export function written(value: number | null, notation: Notation): string {
  if (value === null) return t('units.unknown');
  return notation.unit === '' ? notation.write(value) : `${notation.write(value)} ${notation.unit}`;
}

function onScale(scale: Pick<Scale, 'perSi' | 'offset'>, digits: number, unit: string): Notation {
  const full: Scale = { key: 'm', ...scale };
  return {
    unit,
    write: (value) =>
      new Intl.NumberFormat(language.format, { maximumFractionDigits: digits, useGrouping: false }).format(
        shown(value, full)
      ),
    read: (text) => {
      const typed = numberOf(text);
      return typed === null ? null : stored(typed, full);
    }
  };
}
