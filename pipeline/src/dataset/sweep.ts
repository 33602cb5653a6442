import { join } from 'node:path';
import { DATASET, partsFolder } from './datasetPaths.ts';
import { type Disk, UNFINISHED } from './disk.ts';
import type { DoneRecord } from './records.ts';

/** Removes what no record of the journal names, where a writer did not come to its end. */
export async function sweep(folder: string, disk: Disk, done: Iterable<DoneRecord>): Promise<void> {
  const marker = join(folder, DATASET.writing);
  if (!(await disk.isThere(marker))) return;
  // Names are compared without case, as some file systems do.
  const kept = new Set<string>();
  for (const each of done) {
    const parts = partsFolder(each).split('/');
    for (let i = 1; i <= parts.length; i++) kept.add(parts.slice(0, i).join('/').toLowerCase());
  }
  await sweepWork(folder, DATASET.work, kept, disk, 3);
  await sweepUnfinished(join(folder, DATASET.canonical), disk);
  await sweepUnfinished(join(folder, DATASET.reports), disk);
  await disk.remove(marker);
}

async function sweepWork(
  folder: string,
  path: string,
  kept: ReadonlySet<string>,
  disk: Disk,
  depth: number,
): Promise<void> {
  await sweepFolder(
    join(folder, path),
    (name) => !kept.has(`${path}/${name}`.toLowerCase()),
    (name) => (depth > 1 ? sweepWork(folder, `${path}/${name}`, kept, disk, depth - 1) : undefined),
    disk,
  );
}

async function sweepUnfinished(folder: string, disk: Disk): Promise<void> {
  await sweepFolder(
    folder,
    (name) => name.endsWith(UNFINISHED),
    (name) => sweepUnfinished(join(folder, name), disk),
    disk,
  );
}

/** Removes what is a leftover, and goes into the folders that are none. */
async function sweepFolder(
  folder: string,
  isLeftover: (name: string) => boolean,
  goInto: (name: string) => Promise<void> | undefined,
  disk: Disk,
): Promise<void> {
  let hasRemoved = false;
  for (const { name, isFolder } of await disk.list(folder)) {
    if (isLeftover(name)) {
      await disk.remove(join(folder, name));
      hasRemoved = true;
    } else if (isFolder) await goInto(name);
  }
  if (hasRemoved) await disk.syncFolder(folder);
}
