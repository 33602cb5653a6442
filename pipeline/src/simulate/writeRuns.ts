import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { groupedBy } from '#core/print/groupedBy';
import { RUN_FILE } from '#core/run/runFolder';
import { ifThere } from '../atomicFile.ts';
import { Failure } from '../exit.ts';
import type { MadeRun } from './makeRuns.ts';
import type { RunSource } from './runWorkers.ts';
import { runIdOf } from './scenarioAt.ts';
import { differingSetting, type RequestRecord } from './simulationRequest.ts';
import { removeUnfinished, writeRun } from './writeRun.ts';

/** A run that is on the disk. */
export interface RunOnDisk {
  readonly runId: string;
  readonly folder: string;
  readonly failures: readonly string[];
  /** How long the run takes. */
  readonly seconds: number;
  /** It was there already. */
  readonly skipped: boolean;
}

const RUNS_A_BATCH = 100;
/** Each run that is being written takes some files and the memory of its bytes. */
const MOST_BEING_WRITTEN = 4;

/** Where a run of a dataset lies: `batch_0000/run_00001`. */
export function folderOfRun(out: string, index: number): string {
  const batch = String(Math.floor(index / RUNS_A_BATCH)).padStart(4, '0');
  return join(out, `batch_${batch}`, runIdOf(index));
}

/**
 * Writes the runs of these indexes, each as a whole, with as many at a time as there are sources. Runs of the
 * same request that are there already are left as they are. Throws a `Failure` where another run has the
 * place of one, before anything is made, or where the disk refuses; runs that were written until then stay.
 *
 * @param signal where it is aborted, runs that are being written are finished and no others are begun
 * @returns the runs that are on the disk now, in the order of `indexes`
 */
export async function writeRuns(
  out: string,
  indexes: readonly number[],
  sources: readonly RunSource[],
  record: RequestRecord,
  signal: AbortSignal,
  report: (done: number) => void,
): Promise<readonly RunOnDisk[]> {
  const runs = await runsThere(out, indexes, record);
  const missing = indexes.filter((index) => !runs.has(index)).values();
  const beingWritten = new Set<Promise<void>>();
  const failures: unknown[] = [];
  signal.addEventListener('abort', () => sources.forEach((source) => void source.end()));
  const isOver = () => signal.aborted || failures.length > 0;
  const fail = (error: unknown) => {
    failures.push(error);
  };
  report(runs.size);

  const write = (made: MadeRun): void => {
    const { index, runId, failures: kinds, seconds, files } = made;
    const folder = folderOfRun(out, index);
    const writing = writeRun(folder, files)
      .then(() => {
        runs.set(index, { runId, folder, failures: kinds, seconds, skipped: false });
        report(runs.size);
      })
      .catch(fail)
      .finally(() => beingWritten.delete(writing));
    beingWritten.add(writing);
  };
  const drive = async (source: RunSource): Promise<void> => {
    for (const index of missing) {
      if (isOver()) return;
      const made = await source.make(index);
      while (!isOver() && beingWritten.size >= MOST_BEING_WRITTEN) await Promise.race(beingWritten);
      if (isOver() || !made) return;
      write(made);
    }
  };
  await Promise.all(sources.map((source) => drive(source).catch(fail)));
  await Promise.all(beingWritten);
  if (failures.length > 0) throw failures[0];
  return indexes.flatMap((index) => runs.get(index) ?? []);
}

/** The runs that are there already. What killed programs left of others is removed. */
async function runsThere(
  out: string,
  indexes: readonly number[],
  record: RequestRecord,
): Promise<Map<number, RunOnDisk>> {
  const runs = new Map<number, RunOnDisk>();
  const batches = groupedBy(indexes, (index) => dirname(folderOfRun(out, index)));
  for (const [batch, ofBatch] of batches) {
    await removeUnfinished(batch);
    const names = new Set(await ifThere(readdir(batch)));
    for (const index of ofBatch) {
      const folder = folderOfRun(out, index);
      const run = names.has(basename(folder)) ? await runThere(folder, record) : undefined;
      if (run) runs.set(index, run);
    }
  }
  return runs;
}

/** What of metadata.json tells that the run is the one that is wanted. */
interface KnownAgain {
  readonly provenance?: readonly Readonly<Record<string, unknown>>[];
  readonly labels?: readonly { readonly kind: string }[];
  readonly duration_s?: number;
}

/** The run in a folder, which must be of the same request; undefined where the folder is empty. */
async function runThere(folder: string, record: RequestRecord): Promise<RunOnDisk | undefined> {
  let metadata: KnownAgain | undefined;
  try {
    if ((await readdir(folder)).length === 0) return undefined;
    metadata = JSON.parse(await readFile(join(folder, RUN_FILE.metadata), 'utf8'));
  } catch {
    throw takenBy(folder, 'something that is no whole run');
  }
  const made = metadata?.provenance?.[0] ?? {};
  const setting = differingSetting(record, made);
  if (setting !== undefined)
    throw takenBy(
      folder,
      made.activity === 'simulate' ? `a run with another ${wordsOf(setting)}` : 'another run',
    );
  return {
    runId: basename(folder),
    folder,
    failures: (metadata?.labels ?? []).map(({ kind }) => kind),
    seconds: metadata?.duration_s ?? 0,
    skipped: true,
  };
}

function takenBy(folder: string, what: string): Failure {
  return new Failure(
    `${folder} holds ${what}, which is never overwritten; name another folder with --out or remove it.`,
  );
}

const SETTING_WORDS: Readonly<Record<string, string>> = {
  model_version: 'version of the simulator',
  materials: 'choice of materials',
  failures: 'choice of failures',
  gcode: 'G-code file',
  images: 'choice of --no-images',
  audio: 'choice of --no-audio',
  accelerometer: 'choice of --no-accel',
  details_sha256: 'printer or material',
};

function wordsOf(setting: string): string {
  return Object.hasOwn(SETTING_WORDS, setting) ? (SETTING_WORDS[setting] ?? setting) : setting;
}
