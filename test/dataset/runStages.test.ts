import { Buffer } from 'node:buffer';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Verdict } from '#core/run/findings';
import {
  type Dataset,
  openDataset,
  readDataset,
  readPart,
} from '../../pipeline/src/dataset/datasetFolder.ts';
import { runFolderName } from '../../pipeline/src/dataset/datasetPaths.ts';
import { readParquet } from '../../pipeline/src/dataset/parquetColumns.ts';
import { runStage, type StageOutcome } from '../../pipeline/src/dataset/runStages.ts';
import type { Stage, StageInput } from '../../pipeline/src/dataset/stage.ts';
import { stageAnswer } from '../../pipeline/src/dataset/stageCommand.ts';
import { sensorParquet } from '../../pipeline/src/dataset/writeParquet.ts';
import { findRuns } from '../../pipeline/src/ingest/findRuns.ts';
import { ingestFolders } from '../../pipeline/src/ingest/ingestCommand.ts';
import { goodRun, listFiles, writeRun } from '../../scripts/fixtures/brokenRuns.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-stages-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const OPTIONS = { progress: { report() {}, reportItems() {}, end() {} } };

function at(...names: string[]): string {
  return path.join(folder, ...names);
}

/** Writes good runs as `raw/phase1_simulation/batch_0000/NAME`. */
function writeRuns(names: readonly string[], batch = 'batch_0000'): void {
  for (const name of names) writeRun(at('raw/phase1_simulation', batch, name), goodRun(name));
}

async function withDataset<Value>(act: (dataset: Dataset) => Promise<Value>): Promise<Value> {
  const dataset = await openDataset(at('ds'), { create: true });
  try {
    return await act(dataset);
  } finally {
    await dataset.close();
  }
}

/** What the outcome says, as the command would. */
async function ingest(options = {}): Promise<ReturnType<typeof stageAnswer>> {
  const runs = await findRuns([at('raw')], at('ds'));
  return withDataset(async (dataset) =>
    stageAnswer('ds', await ingestFolders(dataset, runs, undefined, { ...OPTIONS, ...options })),
  );
}

/** A stage that counts rows of what ingest made; `seen` says which runs it was asked about. */
function countingStage(
  name: 'validate' | 'align' = 'validate',
  { version = 1, settings = '', verdictOf = (): Verdict => 'accept' } = {} as {
    version?: number;
    settings?: string;
    verdictOf?: (run: string) => Verdict;
  },
): Stage & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    name,
    version,
    settings,
    seen,
    async run({ runId, read, record }: StageInput) {
      seen.push(runId);
      const sensors = await read('ingest', 'sensors.parquet');
      const { rowCount } = await readParquet(sensors!);
      const columns = new Map([['rows', Float64Array.of(rowCount)]]);
      const verdict = verdictOf(runId);
      return {
        verdict,
        findings: [],
        facts: { rows: rowCount, before: record('ingest')?.verdict ?? null },
        parts: new Map([[`${name}_counts.parquet`, sensorParquet({ rowCount: 1, columns })]]),
      };
    },
  };
}

function runIt(stage: Stage, options = {}): Promise<StageOutcome> {
  return withDataset((dataset) => runStage(dataset, stage, { ...OPTIONS, ...options }));
}

/** Every file below a folder with its time and content. */
function snapshot(of: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(of, { recursive: true, encoding: 'utf8' }).sort()) {
    const status = statSync(path.join(of, name));
    if (status.isFile()) {
      const content = readFileSync(path.join(of, name)).toString('base64');
      files[name] = `${status.mtimeMs} ${status.ino} ${content}`;
    }
  }
  return files;
}

async function rowsOf(file: string, column: string): Promise<readonly unknown[]> {
  const { columns } = await readParquet(readFileSync(at('ds/canonical', file)));
  return [...(columns.get(column) ?? [])];
}

describe('a second call', () => {
  test('does nothing: no file is written, not even its time', async () => {
    writeRuns(['run_1', 'run_2', 'run_3']);
    expect(await ingest()).toMatchObject({ accepted: 3, skipped: 0 });
    await runIt(countingStage());
    const before = snapshot(at('ds'));
    const stage = countingStage();
    expect(await ingest()).toMatchObject({ accepted: 0, skipped: 3 });
    await runIt(stage);
    expect(stage.seen).toEqual([]);
    expect(snapshot(at('ds'))).toEqual(before);
  });

  test('does what changed, and only the tables of its batch', async () => {
    writeRuns(['run_1', 'run_2']);
    writeRuns(['run_3'], 'batch_0001');
    await ingest();
    await runIt(countingStage());
    const before = snapshot(at('ds/canonical'));
    const files = goodRun('run_2');
    files.set(
      'sensors.csv',
      Buffer.from(Buffer.from(files.get('sensors.csv')!).toString().replace('209.50', '211.25')),
    );
    listFiles(files);
    writeRun(at('raw/phase1_simulation/batch_0000/run_2'), files);
    expect(await ingest()).toMatchObject({ accepted: 1, skipped: 2 });
    const stage = countingStage();
    await runIt(stage);
    expect(stage.seen).toEqual(['run_2']);
    const after = snapshot(at('ds/canonical'));
    const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
    // Events of the run are as they were, so their table is not touched.
    expect(changed).toEqual([
      'runs.parquet',
      'sensors/batch_0000.parquet',
      'validate_counts/batch_0000.parquet',
    ]);
    expect(await rowsOf('sensors/batch_0000.parquet', 'temperature')).toContain(211.25);
  });

  test('a file that was only touched is not done again', async () => {
    writeRuns(['run_1']);
    await ingest();
    const file = at('raw/phase1_simulation/batch_0000/run_1/sensors.csv');
    writeFileSync(file, readFileSync(file));
    expect(await ingest()).toMatchObject({ accepted: 0, skipped: 1 });
  });

  test('a changed byte in a file of the same size and time is found', async () => {
    writeRuns(['run_1']);
    await ingest();
    const file = at('raw/phase1_simulation/batch_0000/run_1/notes.txt');
    writeFileSync(file, 'a wild print\n');
    expect(await ingest()).toMatchObject({ quarantined: [{ reasons: ['hash-count-error'] }] });
  });

  test('--force does everything anew, with the same result', async () => {
    writeRuns(['run_1', 'run_2']);
    await ingest();
    const before = readFileSync(at('ds/canonical/sensors/batch_0000.parquet'));
    expect(await ingest({ force: true })).toMatchObject({ accepted: 2, skipped: 0 });
    expect(readFileSync(at('ds/canonical/sensors/batch_0000.parquet'))).toEqual(before);
    expect(await ingest()).toMatchObject({ accepted: 0, skipped: 2 });
    for (const run of ['run_1', 'run_2'])
      expect(readdirSync(at('ds/work', run, 'ingest'))).toHaveLength(1);
  });

  test('a table that was deleted is made again', async () => {
    writeRuns(['run_1']);
    await ingest();
    const file = at('ds/canonical/sensors/batch_0000.parquet');
    const before = readFileSync(file);
    rmSync(file);
    await ingest();
    expect(readFileSync(file)).toEqual(before);
  });
});

describe('stages behind one another', () => {
  test('another version or another setting does a stage anew, and what follows it', async () => {
    writeRuns(['run_1']);
    await ingest();
    await runIt(countingStage());
    await runIt(countingStage('align'));
    for (const change of [{ version: 2 }, { version: 2, settings: 'strict' }]) {
      const validate = countingStage('validate', change);
      const align = countingStage('align');
      await runIt(validate);
      await runIt(align);
      expect([validate.seen, align.seen]).toEqual([['run_1'], ['run_1']]);
    }
  });

  test('a run waits for the stage before; a rejected one is left out', async () => {
    writeRuns(['run_1', 'run_2', 'run_3']);
    await ingest();
    const early = await runIt(countingStage('align'));
    expect(early).toMatchObject({ runs: [], waiting: ['run_1', 'run_2', 'run_3'] });
    await runIt(
      countingStage('validate', {
        verdictOf: (run) =>
          run === 'run_1' ? 'reject' : run === 'run_2' ? 'quarantine' : 'accept',
      }),
    );
    const align = countingStage('align');
    expect(await runIt(align)).toMatchObject({ waiting: [] });
    expect(align.seen).toEqual(['run_2', 'run_3']);
    expect(await rowsOf('runs.parquet', 'quality')).toEqual(['reject', 'quarantine', 'accept']);
    expect(await rowsOf('validate_counts/batch_0000.parquet', 'run_id')).toEqual([
      'run_2',
      'run_3',
    ]);
  });

  test('rows of a run that changed are gone from later tables until they are made again', async () => {
    writeRuns(['run_1', 'run_2']);
    await ingest();
    await runIt(countingStage());
    writeFileSync(at('raw/phase1_simulation/batch_0000/run_1/notes.txt'), 'other\n');
    await ingest();
    expect(await rowsOf('validate_counts/batch_0000.parquet', 'run_id')).toEqual(['run_2']);
    await runIt(countingStage());
    expect(await rowsOf('validate_counts/batch_0000.parquet', 'run_id')).toEqual([
      'run_1',
      'run_2',
    ]);
  });

  test('a raw run that changed behind our back is not worked on', async () => {
    writeRuns(['run_1', 'run_2', 'run_3']);
    await ingest();
    writeFileSync(at('raw/phase1_simulation/batch_0000/run_1/notes.txt'), 'changed\n');
    rmSync(at('raw/phase1_simulation/batch_0000/run_2'), { recursive: true });
    const stage = countingStage();
    expect(await runIt(stage)).toMatchObject({ changed: ['run_1', 'run_2'] });
    expect(stage.seen).toEqual(['run_3']);
  });

  test('what throws loses nothing that was done, and says about which run it is', async () => {
    writeRuns(['run_1', 'run_2', 'run_3']);
    await ingest();
    const stage = countingStage();
    const failing: Stage = {
      ...stage,
      run: (input) =>
        input.runId === 'run_3' ? Promise.reject(new Error('a defect')) : stage.run(input),
    };
    await expect(runIt(failing)).rejects.toThrow('validate of run_3: a defect');
    const again = countingStage();
    await runIt(again);
    expect(again.seen).toEqual(['run_3']);
    expect(existsSync(at('ds/.writing'))).toBe(false);
  });

  test('stops after the run that is worked on, and goes on from there', async () => {
    writeRuns(['run_1', 'run_2', 'run_3']);
    await ingest();
    const controller = new AbortController();
    const stage = countingStage();
    const stopping: Stage = {
      ...stage,
      run: (input) => {
        if (input.runId === 'run_2') controller.abort();
        return stage.run(input);
      },
    };
    expect(await runIt(stopping, { signal: controller.signal })).toMatchObject({ isStopped: true });
    expect(stage.seen).toEqual(['run_1', 'run_2']);
    const rest = countingStage();
    expect(await runIt(rest)).toMatchObject({ isStopped: false });
    expect(rest.seen).toEqual(['run_3']);
  });
});

describe('runs of the same id', () => {
  test('the first one has it; the others are rejected, also next time', async () => {
    writeRuns(['run_1']);
    writeRun(at('raw/phase1_simulation/batch_0001/run_1'), goodRun('run_1'));
    const first = await ingest();
    expect(first).toMatchObject({
      accepted: 1,
      rejected: [{ raw: '../raw/phase1_simulation/batch_0001/run_1', reasons: ['duplicate-run'] }],
    });
    expect(first.rejected[0]!.findings[0]!.message).toBe(
      '../raw/phase1_simulation/batch_0000/run_1 has the same run_id as this folder (run_1); give one of them another.',
    );
    const before = snapshot(at('ds'));
    expect(await ingest()).toMatchObject({ skipped: 1, rejected: [{ unchanged: true }] });
    expect(snapshot(at('ds'))).toEqual(before);
  });

  test('a run that came first keeps its id when another one comes before it in the order of paths', async () => {
    writeRun(at('raw/phase1_simulation/batch_0005/run_1'), goodRun('run_1'));
    await ingest();
    writeRuns(['run_1']);
    expect((await ingest()).rejected[0]).toMatchObject({
      raw: '../raw/phase1_simulation/batch_0000/run_1',
    });
  });

  test('once the first one is gone, the other one is taken', async () => {
    writeRuns(['run_1']);
    writeRun(at('raw/phase1_simulation/batch_0001/run_1'), goodRun('run_1'));
    await ingest();
    rmSync(at('raw/phase1_simulation/batch_0000/run_1'), { recursive: true });
    expect(await ingest()).toMatchObject({ rejected: [] });
    expect(await rowsOf('runs.parquet', 'raw')).toEqual([
      '../raw/phase1_simulation/batch_0001/run_1',
    ]);
  });

  test('a run that was moved is the same run', async () => {
    writeRuns(['run_1', 'run_2']);
    await ingest();
    renameSync(at('raw/phase1_simulation'), at('raw/phase2_realworld'));
    expect(await ingest()).toMatchObject({ accepted: 0, skipped: 2 });
    expect(await rowsOf('runs.parquet', 'phase')).toEqual(['phase2_realworld', 'phase2_realworld']);
  });

  test('a folder that has another id now is that run, and no longer the old one', async () => {
    writeRuns(['run_1']);
    await ingest();
    writeRun(at('raw/phase1_simulation/batch_0000/run_1'), goodRun('run_7'));
    expect(await ingest()).toMatchObject({ accepted: 1 });
    expect(await rowsOf('runs.parquet', 'run_id')).toEqual(['run_7']);
    expect(await rowsOf('sensors/batch_0000.parquet', 'run_id')).toEqual(
      new Array(80).fill('run_7'),
    );
  });
});

describe('where things are', () => {
  test('batches are those of the raw folders; loose runs come together', async () => {
    writeRuns(['run_1'], 'batch_0007');
    writeRun(at('raw/loose_a'), goodRun('loose_a'));
    writeRun(at('raw/loose_b'), goodRun('loose_b'));
    await ingest();
    expect(readdirSync(at('ds/canonical/sensors')).sort()).toEqual([
      'batch_0000.parquet',
      'batch_0007.parquet',
    ]);
  });

  test('raw is as it was', async () => {
    writeRuns(['run_1', 'run_2']);
    const before = snapshot(at('raw'));
    await ingest();
    await runIt(countingStage());
    expect(snapshot(at('raw'))).toEqual(before);
  });

  test('a run whose id is no name of a folder stays below work', async () => {
    writeRun(at('raw/run_bad'), goodRun('../../escaped'));
    expect(await ingest()).toMatchObject({ accepted: 1 });
    expect(readdirSync(at('ds/work'))).toEqual([
      expect.stringMatching(/^_[A-Za-z0-9_-]+-[0-9a-f]{12}$/),
    ]);
    expect(readdirSync(folder).sort()).toEqual(['ds', 'raw']);
  });

  test('any id is a plain name, and two ids are two names', () => {
    const id = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('.', '..', 'con', 'a/b', 'C:', 'x.'),
    );
    fc.assert(
      fc.property(id, id, (a, b) => {
        const names = [runFolderName(a), runFolderName(b)];
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
        expect(names[0] === names[1]).toBe(a === b);
      }),
    );
  });

  test('a reader needs no lock and sees what was acknowledged', async () => {
    writeRuns(['run_1']);
    await ingest();
    await withDataset(async () => {
      const view = await readDataset(at('ds'));
      expect([...view.runs.keys()]).toEqual(['run_1']);
      expect((await readPart(view, 'run_1', 'ingest', 'run.json'))?.length).toBeGreaterThan(100);
    });
  });

  test('a part that was damaged is never handed on', async () => {
    writeRuns(['run_1']);
    await ingest();
    const [key] = readdirSync(at('ds/work/run_1/ingest'));
    const part = at('ds/work/run_1/ingest', key!, 'sensors.parquet');
    const bytes = readFileSync(part);
    bytes[100]! ^= 1;
    writeFileSync(part, bytes);
    await expect(runIt(countingStage())).rejects.toThrow(
      /sensors\.parquet is damaged; make it anew with: 3dpai ingest … --force$/,
    );
    await ingest({ force: true });
    expect(await runIt(countingStage())).toMatchObject({ runs: [{ run: 'run_1' }] });
  });

  test('leftovers of a killed process are removed by the next one', async () => {
    writeRuns(['run_1']);
    await ingest();
    const before = snapshot(at('ds'));
    mkdirSync(at('ds/work/run_9/ingest/0123456789abcdef'), { recursive: true });
    writeFileSync(at('ds/work/run_9/ingest/0123456789abcdef/sensors.parquet'), 'half');
    mkdirSync(at('ds/work/run_1/align'));
    writeFileSync(at('ds/canonical/runs.parquet.unfinished'), 'half');
    writeFileSync(at('ds/.writing'), '');
    await ingest();
    expect(snapshot(at('ds'))).toEqual(before);
    expect(readdirSync(at('ds/work'))).toEqual(['run_1']);
    expect(readdirSync(at('ds/work/run_1'))).toEqual(['ingest']);
  });

  test('a folder that is no dataset is told apart from one that is not there', async () => {
    mkdirSync(at('plain'));
    await expect(openDataset(at('plain'))).rejects.toThrow(
      /is no dataset, as it has no journal\.jsonl; make one with: 3dpai ingest/,
    );
    await expect(openDataset(at('nowhere'))).rejects.toThrow(
      /is not there; make a dataset with: 3dpai ingest/,
    );
  });
});
