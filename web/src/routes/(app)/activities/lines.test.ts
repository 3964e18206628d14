import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockOf, blocksBetween, layOut, lineOf, rowFrom, rowsBetween, topOf } from './lines.ts';

const SIZES = { row: 40, heading: 32 };
const THREE = layOut(
  [
    { month: '2026-03', count: 2 },
    { month: '2026-02', count: 100 },
    { month: '2025-12', count: 1 }
  ],
  SIZES
);

const counts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });
const laid = (list: number[]) =>
  layOut(
    list.map((count, at) => ({ month: String(at), count })),
    SIZES
  );

describe('the layout', () => {
  it('knows its height from the counts', () => {
    expect(THREE.count).toBe(103);
    expect(THREE.height).toBe(3 * 32 + 103 * 40);
    expect(layOut([], SIZES)).toMatchObject({ count: 0, height: 0 });
  });

  it('finds the blocks and rows of a window', () => {
    expect(blocksBetween(THREE, 0, 50).map((block) => block.month)).toEqual(['2026-03']);
    expect(blocksBetween(THREE, 100, 200).map((block) => block.month)).toEqual(['2026-03', '2026-02']);
    const [, february] = THREE.blocks;
    expect(february && rowsBetween(THREE, february, 1000, 1100)).toEqual([21, 24]);
    expect(blocksBetween(layOut([], SIZES), 0, 100)).toEqual([]);
  });

  it('shows every row of a window and no row far from it', () => {
    fc.assert(
      fc.property(counts, fc.nat(100_000), fc.integer({ min: 1, max: 2000 }), (list, from, size) => {
        const layout = laid(list);
        const shown = blocksBetween(layout, from, from + size).flatMap((block) => {
          const [begin, end] = rowsBetween(layout, block, from, from + size);
          return Array.from({ length: end - begin }, (_, at) => block.first + begin + at);
        });
        const inWindow = Array.from({ length: layout.count }, (_, row) => row).filter(
          (row) => topOf(layout, row) < from + size && topOf(layout, row) + SIZES.row > from
        );
        expect(shown).toEqual(inWindow);
      })
    );
  });

  it('gives each row to the block that holds it', () => {
    fc.assert(
      fc.property(counts, fc.nat(3000), (list, wanted) => {
        const layout = laid(list);
        const row = wanted % layout.count;
        const block = blockOf(layout, row);
        expect(block && row >= block.first && row < block.first + block.count).toBe(true);
      })
    );
  });

  it('finds the first row in full view', () => {
    fc.assert(
      fc.property(counts, fc.nat(100_000), (list, height) => {
        const layout = laid(list);
        const all = Array.from({ length: layout.count }, (_, row) => row);
        const first = all.find((row) => topOf(layout, row) >= height);
        expect(rowFrom(layout, height)).toBe(first ?? layout.count - 1);
      })
    );
  });

  it('counts lines as they are read out', () => {
    const [march, february] = THREE.blocks;
    expect(march && lineOf(march, true, 0)).toBe(3);
    expect(february && lineOf(february, true, 0)).toBe(6);
    expect(february && lineOf(february, false, 0)).toBe(4);
  });
});
