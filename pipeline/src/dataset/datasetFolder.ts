import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Failure } from '../exit.ts';
import { lockDataset, type Unlock } from './datasetLock.ts';
import { DATASET, partsFolder } from './datasetPaths.ts';
import { type Disk, makeFolderDurably, NODE_DISK } from './disk.ts';
import { explainedDisk } from './explainedDisk.ts';
import { type Journal, openJournal, readJournal } from './journal.ts';
import { type DoneRecord, type JournalRecord, journalRecord, type RunRecord } from './records.ts';
import { STAGES, type StageName } from './stage.ts';
import { sweep } from './sweep.ts';

/** What a dataset holds, as its journal tells it. */
export interface DatasetView {
  /** Absolute. */
  readonly folder: string;
  readonly disk: Disk;
  /** In order of arrival. */
  readonly runs: ReadonlyMap<string, RunRecord>;
  /** By file below `canonical`: what it was made from. */
  readonly tables: ReadonlyMap<string, string>;
  /** Whether the journal ends in a batch that was cut short. */
  readonly wasTorn: boolean;
  /** What was acknowledged last of a stage of a run, whether or not something has changed since. */
  done(run: string, stage: StageName): DoneRecord | undefined;
}

/** A dataset and the right to write to it. */
export interface Dataset extends DatasetView {
  /** Puts records on the disk, and they hold when the promise is fulfilled. */
  commit(records: readonly JournalRecord[]): Promise<void>;
  /** Says that files are about to be written; only what is unfinished after that has to be swept. */
  beginWriting(): Promise<void>;
  /** Says that something is left that no record names; it is swept when the dataset is closed. */
  noteLeftovers(): void;
  close(): Promise<void>;
}

/**
 * Opens a dataset to write to it: takes its lock, repairs its journal and removes what a killed process left
 * behind. `create` makes the folder where it is not there. Throws a `Failure` in one sentence.
 */
export async function openDataset(
  folder: string,
  { create = false, disk: bareDisk = NODE_DISK, lock = lockDataset } = {} as {
    readonly create?: boolean;
    readonly disk?: Disk;
    readonly lock?: typeof lockDataset;
  },
): Promise<Dataset> {
  const path = resolve(folder);
  const disk = explainedDisk(bareDisk, folder);
  if (create) await makeFolderDurably(disk, path);
  else await requireDataset(path, folder, disk);
  const unlock = await lock(path, folder);
  try {
    const file = join(path, DATASET.journal);
    const { journal, content } = await openJournal(disk, file);
    const contents = contentsOf(content.records, file);
    await sweep(path, disk, contents.done.values());
    return dataset(path, disk, contents, content.tornBytes > 0, journal, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Reads what a dataset holds, without a lock: what was acknowledged until now. */
export async function readDataset(folder: string): Promise<DatasetView> {
  const path = resolve(folder);
  const disk = explainedDisk(NODE_DISK, folder);
  await requireDataset(path, folder, disk);
  const file = join(path, DATASET.journal);
  const { records, tornBytes } = await readJournal(disk, file);
  return view(path, disk, contentsOf(records, file), tornBytes > 0);
}

async function requireDataset(path: string, folder: string, disk: Disk): Promise<void> {
  if (await disk.isThere(join(path, DATASET.journal))) return;
  const isThere = await stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
  throw new Failure(
    isThere
      ? `${folder} is no dataset, as it has no ${DATASET.journal}; make one with: 3dpai ingest RUNS --dataset ${folder}`
      : `${folder} is not there; make a dataset with: 3dpai ingest RUNS --dataset ${folder}`,
  );
}

/** The journal's records, put together. */
interface Contents {
  readonly runs: Map<string, RunRecord>;
  readonly tables: Map<string, string>;
  readonly done: Map<string, DoneRecord>;
}

function contentsOf(records: readonly unknown[], file: string): Contents {
  const contents: Contents = { runs: new Map(), tables: new Map(), done: new Map() };
  for (const [index, value] of records.entries()) {
    const record = journalRecord(value);
    if (record === undefined)
      throw new Failure(
        `${file}:${index + 1} holds something that this version of 3dpai does not know; use the version that wrote it, or a newer one.`,
      );
    apply(contents, record);
  }
  return contents;
}

function apply({ runs, tables, done }: Contents, record: JournalRecord): void {
  if (record.type === 'run') runs.set(record.run, record);
  else if (record.type === 'gone') {
    runs.delete(record.run);
    for (const stage of STAGES) done.delete(doneKey(record.run, stage));
  } else if (record.type === 'done') done.set(doneKey(record.run, record.stage), record);
  else if (record.inputs === null) tables.delete(record.file);
  else tables.set(record.file, record.inputs);
}

function doneKey(run: string, stage: StageName): string {
  return `${stage} ${run}`;
}

function view(
  folder: string,
  disk: Disk,
  { runs, tables, done }: Contents,
  wasTorn: boolean,
): DatasetView {
  return {
    folder,
    disk,
    runs,
    tables,
    wasTorn,
    done: (run, stage) => done.get(doneKey(run, stage)),
  };
}

function dataset(
  folder: string,
  disk: Disk,
  contents: Contents,
  wasTorn: boolean,
  journal: Journal,
  unlock: Unlock,
): Dataset {
  const marker = join(folder, DATASET.writing);
  let isWriting = false;
  let hasLeftovers = false;
  return {
    ...view(folder, disk, contents, wasTorn),
    async commit(records) {
      if (records.length === 0) return;
      await journal.append(records);
      for (const record of records) apply(contents, record);
    },
    async beginWriting() {
      if (isWriting) return;
      const file = await disk.openFile(marker, 'replace');
      await file.close();
      await disk.syncFolder(folder);
      isWriting = true;
    },
    noteLeftovers() {
      hasLeftovers = true;
    },
    async close() {
      try {
        await journal.close();
        // A record that failed to be acknowledged may be on the disk all the same, and then names its parts.
        if (!isWriting || journal.hasFailed) return;
        if (hasLeftovers) await sweep(folder, disk, contents.done.values());
        else await disk.remove(marker);
      } finally {
        await unlock();
      }
    },
  };
}

/**
 * What a stage said of a run, where it still holds: the raw run and everything that the earlier stages made
 * of it are what they were then.
 */
export function current(
  dataset: DatasetView,
  run: string,
  stage: StageName,
): DoneRecord | undefined {
  const done = dataset.done(run, stage);
  if (done === undefined || done.content !== dataset.runs.get(run)?.content) return undefined;
  const earlier = STAGES.slice(0, STAGES.indexOf(stage));
  const holds = earlier.every((each) => current(dataset, run, each)?.key === done.after[each]);
  return holds ? done : undefined;
}

/** A part of a run that holds, checked against its hash; undefined where there is none of that name. */
export async function readPart(
  dataset: DatasetView,
  run: string,
  stage: StageName,
  part: string,
): Promise<Uint8Array | undefined> {
  const done = current(dataset, run, stage);
  const expected = done?.parts[part];
  if (done === undefined || expected === undefined) return undefined;
  const path = join(dataset.folder, partsFolder(done), part);
  const bytes = await dataset.disk.readFile(path);
  if (bytes === undefined || sha256(bytes) !== expected.sha256)
    throw new Failure(
      `${path} is ${bytes === undefined ? 'not there any more' : 'damaged'}; make it anew with: 3dpai ${stage} … --force`,
    );
  return bytes;
}

/** The raw folder of a run, absolute. */
export function rawFolder(dataset: DatasetView, run: RunRecord): string {
  return resolve(dataset.folder, run.raw);
}

/** As the journal keeps it. */
export function rawPath(dataset: DatasetView, folder: string): string {
  return relative(dataset.folder, resolve(folder)).split(sep).join('/');
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
