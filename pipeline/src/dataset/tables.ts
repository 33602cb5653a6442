import { dirname, join } from 'node:path';
import type { Progress } from '../progress.ts';
import { concatenated, type TableSource } from './concatenate.ts';
import { current, type Dataset, readPart, sha256 } from './datasetFolder.ts';
import { DATASET } from './datasetPaths.ts';
import { makeFolderDurably, writeDurably } from './disk.ts';
import { RUNS_TABLE, runsTable, runsTableInputs } from './runsTable.ts';
import { STAGES } from './stage.ts';

/** Raised where the same parts give another table. */
const TABLES_VERSION = 1;
const PARQUET = '.parquet';

/** One file below `canonical` as it should be. */
interface Wanted {
  /** SHA-256 over what it is made from. */
  readonly inputs: string;
  make(): AsyncIterable<Uint8Array>;
}

/**
 * Brings the canonical tables up to date: from a part NAME.parquet of its runs, each batch has
 * `canonical/NAME/batch_0000.parquet`; `canonical/runs.parquet` has a row a run. Files whose runs have not
 * changed are left as they are.
 */
export async function writeTables(
  dataset: Dataset,
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<void> {
  const wanted = wantedTables(dataset);
  const toWrite: (readonly [string, Wanted])[] = [];
  for (const [file, table] of wanted)
    if (!(await isUpToDate(dataset, file, table))) toWrite.push([file, table]);
  // From here on until each is written, nobody knows what is in them: a call that is killed in between must not
  // leave a new file under the inputs of the old one.
  await dataset.commit(
    toWrite
      .filter(([file]) => dataset.tables.has(file))
      .map(([file]) => ({ type: 'table', file, inputs: null })),
  );
  for (const [index, [file, table]] of toWrite.entries()) {
    if (signal?.aborted) return;
    await writeTable(dataset, file, table);
    await dataset.commit([{ type: 'table', file, inputs: table.inputs }]);
    progress.reportItems('tables', index + 1, toWrite.length);
  }
  for (const file of dataset.tables.keys()) {
    if (wanted.has(file)) continue;
    await dataset.disk.remove(join(dataset.folder, DATASET.canonical, file));
    await dataset.commit([{ type: 'table', file, inputs: null }]);
  }
}

async function isUpToDate(dataset: Dataset, file: string, { inputs }: Wanted): Promise<boolean> {
  if (dataset.tables.get(file) !== inputs) return false;
  return dataset.disk.isThere(join(dataset.folder, DATASET.canonical, file));
}

async function writeTable(dataset: Dataset, file: string, table: Wanted): Promise<void> {
  const { disk, folder } = dataset;
  const path = join(folder, DATASET.canonical, file);
  await dataset.beginWriting();
  // All of them, as one that was made in a call that was killed may not be on the disk yet.
  await makeFolderDurably(disk, join(folder, DATASET.canonical));
  await makeFolderDurably(disk, dirname(path));
  await writeDurably(disk, path, table.make());
}

function wantedTables(dataset: Dataset): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  const runs = [...dataset.runs.values()].sort((a, b) => (a.run < b.run ? -1 : 1));
  const sources = new Map<string, (TableSource & { readonly sha256: string })[]>();
  for (const { run, batch } of runs) {
    for (const stage of STAGES) {
      const record = current(dataset, run, stage);
      if (record === undefined || record.verdict === 'reject') continue;
      for (const [part, { sha256: hash }] of Object.entries(record.parts)) {
        if (!part.endsWith(PARQUET)) continue;
        const file = `${part.slice(0, -PARQUET.length)}/${batchName(batch)}${PARQUET}`;
        const read = async () => (await readPart(dataset, run, stage, part)) ?? new Uint8Array(0);
        sources.set(file, [...(sources.get(file) ?? []), { run, sha256: hash, read }]);
      }
    }
  }
  for (const [file, ofFile] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const inputs = ofFile.map(({ run, sha256: hash }) => [run, hash]);
    wanted.set(file, {
      inputs: sha256(JSON.stringify([TABLES_VERSION, inputs])),
      make: () => concatenated(ofFile),
    });
  }
  wanted.set(RUNS_TABLE, {
    inputs: sha256(JSON.stringify([TABLES_VERSION, runsTableInputs(dataset, runs)])),
    make: () => runsTable(dataset, runs),
  });
  return wanted;
}

function batchName(batch: number): string {
  return `batch_${String(batch).padStart(4, '0')}`;
}
