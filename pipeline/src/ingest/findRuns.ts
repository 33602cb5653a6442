import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { RUN_FILE } from '#core/run/runFolder';
import { DATASET } from '../dataset/datasetPaths.ts';
import { codeOf } from '../dataset/disk.ts';
import { Failure } from '../exit.ts';
import { profileOf } from './profiles.ts';
import { openRawFolder, readFailure } from './rawFolder.ts';

/** Files by which a folder is known to be a run. */
const MARKS: readonly string[] = [
  RUN_FILE.gcode,
  RUN_FILE.sensors,
  RUN_FILE.metadata,
  RUN_FILE.truth,
];
/** A folder of this name is a run even where it lacks everything. */
const RUN_NAME = /^run_/;
/** Logs may be a run; which ones are is seen by what is in them. */
const LOG = /\.(jsonl|log|txt|csv)$/;

/** Folders deeper than this below a named one are not looked at. */
const DEEPEST = 16;

/**
 * All run folders in or at the named places, in the order of their paths, each once. Hidden folders and
 * datasets are passed over. Throws a `Failure` where a place is no folder.
 */
export async function findRuns(
  sources: readonly string[],
  datasetFolder: string,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const source of sources) {
    const folder = resolve(source);
    await requireFolder(folder, source);
    const search = { dataset: resolve(datasetFolder), seen: new Set<string>() };
    const runs = await runsIn(folder, search, 0).catch((error: unknown) => {
      throw readFailure(error);
    });
    for (const run of runs) found.add(run);
  }
  return [...found].sort();
}

async function requireFolder(folder: string, source: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')
      throw new Failure(`${source} is not there; check the name and the folder.`);
    throw readFailure(error);
  }
  throw new Failure(`${source} is a file; name the folder of the run.`);
}

interface Search {
  readonly dataset: string;
  /** Real paths that were looked at: links may lead round in a circle. */
  readonly seen: Set<string>;
}

async function runsIn(folder: string, search: Search, depth: number): Promise<readonly string[]> {
  if (folder === search.dataset || depth > DEEPEST) return [];
  const real = await realpath(folder);
  if (search.seen.has(real)) return [];
  search.seen.add(real);
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !name.startsWith('.'),
  );
  // Parts in a dataset's work folder have names of runs and are none.
  if (entries.some(({ name }) => name === DATASET.journal)) return [];
  if (RUN_NAME.test(basename(folder)) || entries.some(({ name }) => MARKS.includes(name)))
    return [folder];
  const below: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(path)));
    if (isFolder) below.push(...(await runsIn(path, search, depth + 1)));
  }
  if (below.length > 0 || !entries.some(({ name }) => LOG.test(name))) return below;
  return (await profileOf(await openRawFolder(folder))) === undefined ? [] : [folder];
}

async function leadsToFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
}
