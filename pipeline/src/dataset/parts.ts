import { dirname, join } from 'node:path';
import { type Dataset, sha256 } from './datasetFolder.ts';
import { partsFolder } from './datasetPaths.ts';
import { type Disk, writeAll } from './disk.ts';
import type { DoneRecord } from './records.ts';

/** How many files are written at a time: a disk syncs several as fast as one. */
const AT_A_TIME = 16;

/** What a stage made of a run, and how the journal will tell it. */
export interface FinishedStage {
  readonly record: DoneRecord;
  readonly parts: ReadonlyMap<string, Uint8Array>;
}

export function partRecords(parts: ReadonlyMap<string, Uint8Array>): DoneRecord['parts'] {
  return Object.fromEntries(
    [...parts].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]),
  );
}

/**
 * Puts parts on the disk, which hold when the promise is fulfilled. A part's folder is named by what it
 * follows from and is never written to again once the journal names it, so nothing has to be renamed: the
 * record in the journal is what makes it count.
 */
export async function writeParts(
  dataset: Dataset,
  finished: readonly FinishedStage[],
): Promise<void> {
  await dataset.beginWriting();
  try {
    await writeAllParts(dataset, finished);
  } catch (error) {
    dataset.noteLeftovers();
    throw error;
  }
}

async function writeAllParts(
  { folder: top, disk }: Dataset,
  finished: readonly FinishedStage[],
): Promise<void> {
  const folders = new Set<string>();
  const files: { readonly path: string; readonly bytes: Uint8Array }[] = [];
  for (const { record, parts } of finished) {
    if (parts.size === 0) continue;
    const below = partsFolder(record);
    const folder = join(top, below);
    await disk.makeFolder(folder);
    const names = below.split('/');
    for (let i = names.length; i >= 0; i--) folders.add(join(top, ...names.slice(0, i)));
    for (const [name, bytes] of parts) files.push({ path: join(folder, name), bytes });
  }
  await inParallel(files, ({ path, bytes }) => writeSynced(disk, path, bytes));
  await inParallel([...folders], (folder) => disk.syncFolder(folder));
}

async function writeSynced(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.openFile(path, 'replace');
  try {
    await writeAll(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Calls `act` for each item, a few at a time; after the first failure no further one is begun. */
export async function inParallel<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  let hasFailed = false;
  const work = async () => {
    for (;;) {
      const item = items[next++];
      if (item === undefined || hasFailed) return;
      try {
        await act(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const all = await Promise.allSettled(Array.from({ length: AT_A_TIME }, work));
  for (const each of all) if (each.status === 'rejected') throw each.reason;
}

/** Takes away parts that no record names any more. What cannot be removed is swept another time. */
export async function removeParts(dataset: Dataset, records: readonly DoneRecord[]): Promise<void> {
  for (const record of records) {
    const folder = join(dataset.folder, partsFolder(record));
    try {
      await dataset.disk.remove(folder);
      await dataset.disk.syncFolder(dirname(folder));
    } catch {
      dataset.noteLeftovers();
    }
  }
}

/** A folder for parts of this key, which is not the one that the journal names now. */
export function newFolder(key: string, before: DoneRecord | undefined): string {
  const name = key.slice(0, 16);
  return before?.folder === name ? `${name}-again` : name;
}
