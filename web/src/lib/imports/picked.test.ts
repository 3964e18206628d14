import { describe, expect, it } from 'vitest';
import { filesDropped, inGroups, sift } from './picked.ts';

const file = (name: string, size = 1) => new File([new Uint8Array(size)], name);
const names = (files: readonly File[]) => files.map((one) => one.name);

function entry(name: string, inside?: FileSystemEntry[]): FileSystemEntry {
  const parts = inside === undefined ? [] : [inside.slice(0, 2), inside.slice(2), []];
  return {
    name,
    isFile: inside === undefined,
    isDirectory: inside !== undefined,
    file: (done: (one: File) => void) => done(file(name)),
    createReader: () => ({
      readEntries: (done: (some: FileSystemEntry[]) => void) => done(parts.shift() ?? [])
    })
  } as unknown as FileSystemEntry;
}

function drop(...entries: FileSystemEntry[]): DataTransfer {
  return {
    items: entries.map((one) => ({ webkitGetAsEntry: () => one })),
    files: []
  } as unknown as DataTransfer;
}

describe('what was picked', () => {
  it('is sifted when it is a folder: recordings and archives, in any case, without system files', () => {
    const all = ['a.FIT', 'b.gpx.gz', 'c.tcx', 'export.zip', 'photo.jpg', '._a.fit', 'notes.gz'].map((name) =>
      file(name)
    );
    const { files, leftOutCount } = sift(all);
    expect(names(files)).toEqual(['a.FIT', 'b.gpx.gz', 'c.tcx', 'export.zip']);
    expect(leftOutCount).toBe(3);
  });

  it('is grouped by number and by size, in order', () => {
    const most = { files: 2, bytes: 10 };
    const groups = inGroups([file('a'), file('b'), file('c', 8), file('d', 3), file('e', 50)], most);
    expect(groups.map(names)).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
    expect(inGroups([])).toEqual([]);
  });

  it('is found in folders below folders, and beside them taken whatever it is', async () => {
    const folder = entry('years', [
      entry('1.fit'),
      entry('cover.png'),
      entry('2025', [entry('2.fit'), entry('3.fit'), entry('4.fit')])
    ]);
    const { files, leftOutCount } = await filesDropped(drop(folder, entry('odd.bin')));
    expect(names(files)).toEqual(['odd.bin', '1.fit', '2.fit', '3.fit', '4.fit']);
    expect(leftOutCount).toBe(1);
  });
});
