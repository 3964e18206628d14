import { describe, expect, it } from 'vitest';
import { boundNotation, showZone, withZoneAdded, withZoneRemoved, zonesOf } from './zones.svelte.ts';

describe('zones', () => {
  it('follow each other without a gap, the last one open', () => {
    expect(zonesOf([0, 140, 160])).toEqual([
      { name: '1', lower: 0, upper: 140 },
      { name: '2', lower: 140, upper: 160 },
      { name: '3', lower: 160, upper: null }
    ]);
  });

  it('are said by their ends, in the unit of their kind', () => {
    const [first, second, third] = zonesOf([0, 2.5, 10 / 3]);
    const pace = boundNotation('pace', 'run');
    expect(first && showZone(first, pace)).toBe('slower than 6:40 /km');
    expect(second && showZone(second, pace)).toBe('6:40–5:00 /km');
    expect(third && showZone(third, pace)).toBe('5:00 /km and faster');
    expect(showZone({ name: '1', lower: 0, upper: 120 }, boundNotation('power', 'ride'))).toBe('below 120 W');
    expect(showZone({ name: '2', lower: 200, upper: null }, boundNotation('power', 'ride'))).toBe(
      '200 W and more'
    );
  });

  it('can be made more or fewer, within what the API takes', () => {
    expect(withZoneAdded([0, 100])).toEqual([0, 100, 108]);
    expect(withZoneRemoved([0, 100])).toEqual([0, 100]);
    expect(withZoneRemoved([0, 100, 200])).toEqual([0, 100]);
    expect(withZoneAdded(Array.from({ length: 12 }, (_, at) => at))).toHaveLength(12);
  });
});
