/** What an athlete chose to import, before anything is sent. */

/** Kinds of files that the server reads; what a folder holds besides is not worth sending. */
const READABLE = /\.(fit|gpx|tcx)(\.gz)?$|\.zip$/i;

/** More is refused by the server: a request, and an unpacked file. */
export const LARGEST_REQUEST_BYTES = 4_000_000_000;

/** A request small enough that a broken connection loses little, and large enough that a folder is not hundreds of imports. */
const MOST_FILES = 500;
const MOST_BYTES = 250_000_000;

export interface Picked {
  files: File[];
  /** How many were in the folders but are of no kind that can be imported: photos, notes, system files. */
  leftOutCount: number;
}

/** The files of a folder that are worth sending. */
export function sift(files: readonly File[]): Picked {
  const readable = files.filter((file) => READABLE.test(file.name) && !file.name.startsWith('.'));
  return { files: readable, leftOutCount: files.length - readable.length };
}

/** Files in the groups that one request each takes, in order; a file above the size of a group goes alone. */
export function inGroups(
  files: readonly File[],
  most: { files: number; bytes: number } = { files: MOST_FILES, bytes: MOST_BYTES }
): File[][] {
  const groups: File[][] = [];
  let bytes = 0;
  for (const file of files) {
    const group = groups.at(-1);
    if (group === undefined || group.length >= most.files || bytes + file.size > most.bytes) {
      groups.push([file]);
      bytes = file.size;
    } else {
      group.push(file);
      bytes += file.size;
    }
  }
  return groups;
}

/**
 * The files of a drop, those in folders too. Files that were dropped by themselves are taken whatever their name: the server looks
 * inside and says what is wrong with each.
 */
export async function filesDropped(transfer: DataTransfer): Promise<Picked> {
  // The list is emptied as soon as the event is over, so it is read before anything is awaited.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return { files: [...transfer.files], leftOutCount: 0 };
  const singles = await Promise.all(entries.filter(isFile).map(fileOf));
  const inFolders: File[] = [];
  for (const entry of entries.filter(isFolder)) inFolders.push(...(await filesBelow(entry)));
  const sifted = sift(inFolders);
  return { files: [...singles, ...sifted.files], leftOutCount: sifted.leftOutCount };
}

async function filesBelow(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  // A reader gives a hundred entries at a time, and none when it is through.
  for (let part = await entriesOf(reader); part.length > 0; part = await entriesOf(reader)) {
    for (const entry of part) {
      if (isFile(entry)) files.push(await fileOf(entry));
      else if (isFolder(entry)) files.push(...(await filesBelow(entry)));
    }
  }
  return files;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
