import { describe, expect, it } from 'vitest';
import { caveatsOf, comparisonOf, inAddress, spansOf } from './comparison.ts';

const TODAY = '2026-11-28';

function address(query: string): URL {
  return new URL(`http://paceline.test/compare?${query}`);
}

describe('what is compared', () => {
  it.each([
    ['year', '2026-01-01..2026-11-28', '2025-01-01..2025-11-28'],
    ['month', '2026-11-01..2026-11-28', '2026-10-01..2026-10-28'],
    ['months', '2026-10-01..2026-10-31', '2026-09-01..2026-09-30'],
    ['28d', '2026-11-01..2026-11-28', '2026-10-04..2026-10-31']
  ] as const)('by %s is %s against %s', (preset, a, b) => {
    expect(inAddress(spansOf(preset, TODAY))).toEqual({ a, b });
  });

  it('meets the last day of a shorter month', () => {
    expect(spansOf('month', '2026-03-31').b).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(spansOf('year', '2028-02-29').b).toEqual({ from: '2027-01-01', to: '2027-02-28' });
  });

  it('is read from the address and written to it', () => {
    const query = 'of=custom&a=2026-05-01..2026-05-31&b=2025-05-01..2025-05-31';
    expect(comparisonOf(address(query), TODAY)).toMatchObject({
      preset: 'custom',
      a: { from: '2026-05-01', to: '2026-05-31' }
    });
    expect(comparisonOf(address('of=nonsense'), TODAY).preset).toBe('year');
    expect(comparisonOf(address('of=custom&a=2026-05-31..2026-05-01'), TODAY).a.to).toBe(TODAY);
  });
});

describe('what keeps spans apart', () => {
  it('is their length, the future, and the days before the first record', () => {
    const equal = spansOf('28d', TODAY);
    expect(caveatsOf(equal, TODAY, '2024-01-01')).toEqual({ lengths: null, isAhead: false, firstOn: null });
    expect(caveatsOf(spansOf('months', TODAY), TODAY, null).lengths).toEqual({ a: 31, b: 30 });
    expect(caveatsOf(equal, '2026-11-20', null).isAhead).toBe(true);
    expect(caveatsOf(spansOf('year', TODAY), TODAY, '2025-03-01').firstOn).toBe('2025-03-01');
  });
});
