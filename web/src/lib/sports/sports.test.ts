import { describe, expect, it } from 'vitest';
import document from '../../../../docs/openapi.json';
import { isMessageKey } from '#lib/i18n/index.svelte.ts';
import { FAMILIES, familyOf, KINDS_OF, sportName, workoutName } from './sports.ts';

const { SportKind, SportFamily } = document.components.schemas;

describe('sports', () => {
  it('are those of the API, each in one family', () => {
    expect(FAMILIES.toSorted()).toEqual(SportFamily.enum.toSorted());
    expect(Object.values(KINDS_OF).flat().toSorted()).toEqual(SportKind.enum.toSorted());
  });

  it.each([...SportKind.enum, 'multi_sport'])('%s has a name', (kind) => {
    expect(isMessageKey(`sports.kind_${kind}`)).toBe(true);
  });

  it.each(SportFamily.enum)('%s has a name as a family', (family) => {
    expect(isMessageKey(`sports.family_${family}`)).toBe(true);
  });

  it('are shown as written when a newer server knows more', () => {
    expect(sportName('moon_walk')).toBe('moon walk');
    expect(familyOf('moon_walk')).toBe('other');
    expect(familyOf('trail_run')).toBe('run');
  });

  it.each([
    ['long_run', 'run', 'Long run'],
    ['long_run', 'ride', 'Long ride'],
    ['long_run', 'ski', 'Long session'],
    ['race', 'ride', 'Race'],
    ['recovery', 'swim', 'Recovery'],
    ['tempo_block', 'run', 'tempo block'],
    ['Hügel 6 × 2', 'run', 'Hügel 6 × 2']
  ])('a workout of the kind %s in %s is a %s', (type, family, name) => {
    expect(workoutName(type, family)).toBe(name);
  });
});
