import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  current,
  type Dataset,
  openDataset,
  readPart,
} from '../../pipeline/src/dataset/datasetFolder.ts';
import type { Disk } from '../../pipeline/src/dataset/disk.ts';
import type { RunRecord } from '../../pipeline/src/dataset/records.ts';
import { type RunJob, runJobs } from '../../pipeline/src/dataset/runStages.ts';
import type { Stage } from '../../pipeline/src/dataset/stage.ts';
import { sensorParquet } from '../../pipeline/src/dataset/writeParquet.ts';
import { Failure } from '../../pipeline/src/exit.ts';
import { propertyRuns } from '../support/propertyRuns.ts';
import { type Dice, type Fate, type Fault, PowerLoss, PowerLossDisk } from './powerLossDisk.ts';

// The whole store on a disk that loses power or fails at any call: parts, journal, tables and report.

// Thousands of crashes take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const FOLDER = '/dataset';
const SILENT = { report() {}, reportItems() {}, end() {} };

function runRecord(run: string, content: string, batch: number): RunRecord {
  return {
    type: 'run',
    run,
    raw: `../raw/${run}`,
    batch,
    profile: 'seed-v1',
    isProfileNamed: false,
    content,
    look: null,
    duplicateOf: null,
  };
}

/** Two calls of a stage: runs a and b, then all three, with b changed. */
const CALLS: readonly (readonly RunRecord[])[] = [
  [runRecord('a', 'a1', 0), runRecord('b', 'b1', 0)],
  [runRecord('a', 'a1', 0), runRecord('b', 'b2', 0), runRecord('c', 'c1', 1)],
];

/** What the stage makes of a run follows from its content alone. */
function partsOf(content: string): ReadonlyMap<string, Uint8Array> {
  const table = {
    rowCount: 3,
    columns: new Map([
      ['timestamp', Float64Array.of(content.charCodeAt(0), content.charCodeAt(1), 3)],
    ]),
  };
  return new Map([
    ['sensors.parquet', sensorParquet(table)],
    ['note.txt', Buffer.from(content)],
  ]);
}

function stageFor(runs: readonly RunRecord[]): Stage {
  return {
    name: 'ingest',
    version: 1,
    settings: '',
    async run({ runId }) {
      const { content } = runs.find(({ run }) => run === runId)!;
      return { parts: partsOf(content), verdict: 'accept', findings: [], facts: { content } };
    },
  };
}

/** Acknowledged content by run. */
type Acknowledged = Map<string, string>;

async function callStage(disk: Disk, runs: readonly RunRecord[], acknowledged: Acknowledged) {
  const dataset = await openDataset(FOLDER, {
    create: true,
    disk,
    lock: async () => async () => {},
  });
  const watched: Dataset = {
    ...dataset,
    async commit(records) {
      await dataset.commit(records);
      for (const each of records)
        if (each.type === 'done') acknowledged.set(each.run, String(each.facts.content));
    },
  };
  try {
    const jobs = runs.map(
      (run): RunJob => ({ run, isKnown: dataset.runs.get(run.run)?.content === run.content }),
    );
    await runJobs(watched, stageFor(runs), jobs, { progress: SILENT });
  } finally {
    await dataset.close();
  }
}

async function allCalls(disk: Disk, acknowledged: Acknowledged = new Map()) {
  for (const runs of CALLS) await callStage(disk, runs, acknowledged);
}

const undisturbed = new PowerLossDisk();
await allCalls(undisturbed);
const CALL_COUNT = undisturbed.calls;

/** Everything but the journal, whose batches depend on where it was disturbed. */
function filesOf(disk: PowerLossDisk): Record<string, string> {
  const entries = Object.entries(disk.files()).filter(([path]) => !path.includes('journal.jsonl'));
  return Object.fromEntries(entries);
}

/**
 * Whatever was acknowledged is there with all its parts, and calling again leads to the undisturbed end.
 *
 * @param isTwice all calls were made twice, so an earlier content may come behind a later one
 */
async function expectRecovery(
  disk: PowerLossDisk,
  acknowledged: Acknowledged,
  isTwice = false,
): Promise<void> {
  const dataset = await openDataset(FOLDER, {
    create: true,
    disk,
    lock: async () => async () => {},
  });
  for (const [run, content] of acknowledged) {
    const now = String(dataset.done(run, 'ingest')?.facts.content);
    // A later content may have reached the disk without being acknowledged.
    const later = CALLS.flat().filter(
      (each) => each.run === run && (isTwice || each.content > content),
    );
    expect([content, ...later.map((each) => each.content)]).toContain(now);
  }
  for (const { run } of dataset.runs.values()) {
    const done = current(dataset, run, 'ingest');
    if (done === undefined) continue;
    for (const [name, bytes] of partsOf(String(done.facts.content)))
      expect(Buffer.from((await readPart(dataset, run, 'ingest', name))!)).toEqual(
        Buffer.from(bytes),
      );
  }
  await dataset.close();
  await callStage(disk, CALLS[1]!, new Map());
  expect(filesOf(disk)).toEqual(filesOf(undisturbed));
}

async function disturbed(disk: PowerLossDisk): Promise<Acknowledged> {
  const acknowledged: Acknowledged = new Map();
  try {
    await allCalls(disk, acknowledged);
  } catch (error) {
    if (!(error instanceof PowerLoss)) throw error;
  }
  return acknowledged;
}

const SAME_FATE: readonly Dice[] = [
  { fate: () => 'absent', keepsName: () => false },
  ...(['absent', 'prefix', 'zeros', 'kept'] as const).map((fate) => ({
    fate: () => fate,
    keepsName: () => true,
  })),
];

test('without any disturbance: parts, tables, report and nothing else', () => {
  expect(
    Object.keys(undisturbed.files()).map((path) => path.replace(/[0-9a-f]{16}/, 'KEY')),
  ).toEqual([
    '/dataset/canonical/runs.parquet',
    '/dataset/canonical/sensors/batch_0000.parquet',
    '/dataset/canonical/sensors/batch_0001.parquet',
    '/dataset/journal.jsonl',
    '/dataset/reports/ingest.json',
    ...['a', 'b', 'c'].flatMap((run) => [
      `/dataset/work/${run}/ingest/KEY/note.txt`,
      `/dataset/work/${run}/ingest/KEY/sensors.parquet`,
    ]),
  ]);
});

describe('losing power', () => {
  test('at any call, with one fate for all that was not synced', async () => {
    for (let at = 1; at <= CALL_COUNT + 1; at++) {
      for (const dice of SAME_FATE) {
        const disk = new PowerLossDisk();
        disk.powerEndsAt = at;
        const acknowledged = await disturbed(disk);
        await expectRecovery(disk.afterPowerLoss(dice), acknowledged);
      }
    }
  });

  test('at any call, each file and name with a fate of its own, perhaps twice', async () => {
    const moment = fc.integer({ min: 1, max: CALL_COUNT + 1 });
    const fates = fc.array(fc.constantFrom<Fate>('absent', 'prefix', 'zeros', 'kept'), {
      minLength: 1,
    });
    const names = fc.array(fc.boolean(), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(moment, moment, fates, names, async (first, second, fate, name) => {
        let thrown = 0;
        const dice: Dice = {
          fate: () => fate[thrown++ % fate.length] ?? 'kept',
          keepsName: () => name[thrown++ % name.length] ?? true,
        };
        const disk = new PowerLossDisk();
        disk.powerEndsAt = first;
        const acknowledged = await disturbed(disk);
        const again = disk.afterPowerLoss(dice);
        again.powerEndsAt = second;
        for (const [run, content] of await disturbed(again)) acknowledged.set(run, content);
        await expectRecovery(again.afterPowerLoss(dice), acknowledged, true);
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});

test('being killed at any call', async () => {
  for (let at = 1; at <= CALL_COUNT; at++) {
    const disk = new PowerLossDisk();
    disk.powerEndsAt = at;
    const acknowledged = await disturbed(disk);
    await expectRecovery(disk.afterKill(), acknowledged);
  }
});

test('a full disk, a failing disk and short writes at any call', async () => {
  for (const kind of ['ENOSPC', 'EIO', 'short'] as const satisfies readonly Fault[]) {
    for (let at = 1; at <= CALL_COUNT; at++) {
      const disk = new PowerLossDisk();
      disk.fault = { at, kind };
      const acknowledged: Acknowledged = new Map();
      try {
        await allCalls(disk, acknowledged);
      } catch (error) {
        expect(kind).not.toBe('short');
        expect(error).toBeInstanceOf(Failure);
        expect(error).toMatchObject({
          exitCode: 75,
          message: expect.stringMatching(
            /^\/dataset: (the disk is full; make room|the disk fails; see to it) and call it again; what was done is kept\.$/,
          ),
        });
      }
      await expectRecovery(disk.afterKill(), acknowledged);
    }
  }
});
