import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { FINDING_CODES } from '#core/run/findings';
import { current, readDataset, readPart } from '../../pipeline/src/dataset/datasetFolder.ts';
import { lockDataset } from '../../pipeline/src/dataset/datasetLock.ts';
import { brokenRuns, goodRun, listFiles, writeRun } from '../../scripts/fixtures/brokenRuns.mjs';
import { type Ended, FIXTURES, run3dpai, start3dpai } from '../support/commandLine.ts';

vi.setConfig({ testTimeout: 180_000 });

const isAdministrator = process.platform === 'linux' && process.getuid?.() === 0;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-ingest-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function at(...names: string[]): string {
  return path.join(folder, ...names);
}

function writeRuns(names: readonly string[], batch = 'raw/phase1_simulation/batch_0000'): void {
  for (const name of names) writeRun(at(batch, name), goodRun(name));
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `run_${String(i + 1).padStart(5, '0')}`);
}

function run(words: readonly string[]): Promise<Ended> {
  return run3dpai(words, { cwd: folder });
}

const REFUSED = z.array(
  z.strictObject({
    run: z.string(),
    raw: z.string(),
    reasons: z.array(z.enum(FINDING_CODES)),
    findings: z.array(
      z.looseObject({
        code: z.enum(FINDING_CODES),
        severity: z.enum(['error', 'warning', 'information']),
        file: z.string(),
        message: z.string(),
      }),
    ),
    unchanged: z.boolean(),
  }),
);

const ANSWER = z.strictObject({
  dataset: z.string(),
  accepted: z.number().int(),
  quarantined: REFUSED,
  rejected: REFUSED,
  skipped: z.number().int(),
  waiting: z.array(z.string()),
  changed: z.array(z.string()),
  stopped: z.boolean(),
  report: z.string(),
});

async function ingest(words: readonly string[], exitCode = 0): Promise<z.infer<typeof ANSWER>> {
  const ended = await run(['ingest', ...words, '--json']);
  expect(ended).toMatchObject({ exitCode, stderr: '' });
  return ANSWER.parse(JSON.parse(ended.stdout));
}

async function expectRefused(
  words: readonly string[],
  message: string,
  exitCode = 2,
): Promise<void> {
  const ended = await run(['ingest', ...words]);
  expect(ended).toEqual({ exitCode, stdout: '', stderr: `3dpai: ${message}\n` });
}

/** Tables and reports, by name; what an undisturbed call makes, a disturbed one has to make as well. */
function results(of: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const part of ['canonical', 'reports'])
    for (const name of readdirSync(path.join(of, part), {
      recursive: true,
      encoding: 'utf8',
    }).sort()) {
      const file = path.join(of, part, name);
      if (statSync(file).isFile()) files[`${part}/${name}`] = readFileSync(file).toString('base64');
    }
  return files;
}

function times(of: string): Record<string, number> {
  const entries = readdirSync(of, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(entries.map((name) => [name, statSync(path.join(of, name)).mtimeMs]));
}

describe('what it says', () => {
  test('for people, and the second time', async () => {
    writeRuns(names(3));
    expect(await run(['ingest', 'raw', '--dataset', 'ds'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: 'ingest: 3 runs accepted, 0 quarantined, 0 rejected, 0 as before.\n',
    });
    const before = times(at('ds'));
    expect(await run(['ingest', 'raw', '--dataset', 'ds'])).toMatchObject({
      exitCode: 0,
      stdout: 'ingest: 0 runs accepted, 0 quarantined, 0 rejected, 3 as before.\n',
    });
    expect(times(at('ds'))).toEqual(before);
  });

  test('about runs with errors: where, what and the cure', async () => {
    writeRuns(names(1));
    const bad = goodRun('run_bad');
    bad.delete('sensors.csv');
    writeRun(at('raw/phase1_simulation/batch_0000/run_bad'), bad);
    expect(await run(['ingest', 'raw', '--dataset', 'ds'])).toEqual({
      exitCode: 1,
      stderr: '',
      stdout:
        'run_bad rejected (../raw/phase1_simulation/batch_0000/run_bad):\n' +
        '  sensors.csv: missing-file: There is no sensors.csv, which seed-v1 reads the sensors from; put it into the folder.\n' +
        'ingest: 1 run accepted, 0 quarantined, 1 rejected, 0 as before.\n',
    });
  });

  test('wrong use, in one sentence', async () => {
    writeRuns(names(1));
    await expectRefused(['raw'], 'ingest needs a dataset to put the runs into: --dataset DIR.');
    await expectRefused(
      ['--dataset', 'ds'],
      'ingest needs SRC..., as in: 3dpai ingest raw/phase1_simulation --dataset dataset',
    );
    await expectRefused(
      ['rwa', '--dataset', 'ds'],
      'rwa is not there; check the name and the folder.',
    );
    mkdirSync(at('empty'));
    await expectRefused(
      ['empty', '--dataset', 'ds'],
      'empty holds no run; a run is a folder with print.gcode, sensors.csv and metadata.json, or with a log that an ingest profile knows.',
    );
    await expectRefused(
      ['raw/phase1_simulation/batch_0000/run_00001/sensors.csv', '--dataset', 'ds'],
      'raw/phase1_simulation/batch_0000/run_00001/sensors.csv is a file; name the folder of the run.',
    );
    expect(readdirSync(folder).sort()).toEqual(['empty', 'raw']);
  });

  test('a dataset that somebody else is writing to', async () => {
    writeRuns(names(1));
    mkdirSync(at('ds'));
    const unlock = await lockDataset(at('ds'));
    await expectRefused(
      ['raw', '--dataset', 'ds'],
      'Another 3dpai is writing to ds just now; try again when it has ended.',
      75,
    );
    await unlock();
    expect(await ingest(['raw', '--dataset', 'ds'])).toMatchObject({ accepted: 1 });
  });

  test('a journal that was damaged', async () => {
    writeRuns(names(2));
    await ingest(['raw', '--dataset', 'ds']);
    const journal = readFileSync(at('ds/journal.jsonl'));
    journal[60]! ^= 1;
    writeFileSync(at('ds/journal.jsonl'), journal);
    const { stderr, exitCode } = await run(['ingest', 'raw', '--dataset', 'ds']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^3dpai: .*journal\.jsonl is damaged in line 1, and whole lines follow; bring it back from a copy, or move it away so that every stage is done anew\.\n$/,
    );
    renameSync(at('ds/journal.jsonl'), at('ds/journal.old'));
    const before = results(at('ds'));
    expect(await ingest(['raw', '--dataset', 'ds'])).toMatchObject({ accepted: 2 });
    expect(results(at('ds'))).toEqual(before);
  });
});

describe('broken runs', () => {
  test('every kind is named, with its file and its line', async () => {
    const kinds = brokenRuns();
    writeRuns(['run_good']);
    for (const { name, files } of kinds)
      writeRun(at('raw/phase1_simulation/batch_0000', name), files);
    const { accepted, quarantined, rejected } = await ingest(['raw', '--dataset', 'ds'], 1);
    expect(accepted).toBe(1);
    expect(rejected.map(({ run: name }) => name).sort()).toEqual(
      kinds
        .filter(({ verdict }) => verdict === 'reject')
        .map(({ name }) => name)
        .sort(),
    );
    expect(quarantined).toHaveLength(
      kinds.filter(({ verdict }) => verdict === 'quarantine').length,
    );
    for (const { name, code, file, line } of kinds) {
      const found = [...rejected, ...quarantined].find((each) => each.raw.endsWith(`/${name}`));
      expect(found, name).toMatchObject({ reasons: [code] });
      const finding = found!.findings.find((each) => each.code === code);
      expect(finding, name).toMatchObject({ file, severity: 'error' });
      if (line !== undefined) expect(finding, name).toMatchObject({ line });
      expect(finding!.message, name).toMatch(/^[^\n]+[;,:] [^\n]+\.$/);
    }
  });

  test('each code that ingest can give is shown by some broken run', () => {
    // The two that need more than one run are in test/dataset/runStages.test.ts.
    const shown = new Set<string>(['duplicate-run', ...brokenRuns().map(({ code }) => code)]);
    const source = [
      'ingestStage',
      'integrity',
      'pngProblem',
      'wavProblem',
      'documents',
      'rawFolder',
      'csvProfiles',
    ]
      .map((name) =>
        readFileSync(path.join(FIXTURES, `../../pipeline/src/ingest/${name}.ts`), 'utf8'),
      )
      .join('');
    const given = FINDING_CODES.filter((code) => source.includes(`'${code}'`));
    expect(given.length).toBeGreaterThan(12);
    for (const code of given) expect([...shown]).toContain(code);
  });
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a file that may not be read rejects its run, and with permission the run is taken',
  async () => {
    writeRuns(names(2));
    const file = at('raw/phase1_simulation/batch_0000/run_00002/sensors.csv');
    chmodSync(file, 0);
    expect(await ingest(['raw', '--dataset', 'ds'], 1)).toMatchObject({
      accepted: 1,
      rejected: [{ run: 'run_00002', reasons: ['missing-file'] }],
    });
    chmodSync(file, 0o644);
    expect(await ingest(['raw', '--dataset', 'ds'])).toMatchObject({ accepted: 1, skipped: 1 });
  },
);

test('a dataset among the sources is no source', async () => {
  writeRuns(names(2));
  await ingest(['raw', '--dataset', 'old']);
  expect(await ingest(['.', '--dataset', 'ds'])).toMatchObject({ accepted: 2, rejected: [] });
  expect(await ingest(['.', '--dataset', 'ds'])).toMatchObject({ accepted: 0, skipped: 2 });
});

describe('a recorded print', () => {
  test('of a real Klipper becomes a run', async () => {
    mkdirSync(at('capture'));
    copyFileSync(
      path.join(FIXTURES, 'moonraker-telemetry/telemetry.jsonl'),
      at('capture/telemetry.jsonl'),
    );
    copyFileSync(path.join(FIXTURES, 'broken/sound.gcode'), at('capture/print.gcode'));
    expect(await ingest(['capture', '--dataset', 'ds'])).toMatchObject({ accepted: 1 });
    const dataset = await readDataset(at('ds'));
    const part = await readPart(dataset, 'capture', 'ingest', 'run.json');
    const description = JSON.parse(Buffer.from(part!).toString('utf8'));
    expect(description).toMatchObject({
      run_id: 'capture',
      profile: 'klipper-moonraker',
      is_simulated: false,
      rows: 416,
      file_position: 'queued',
      start_time: '2026-11-21T01:18:17.008Z',
      gcode: { layers: 2, slicer: 'PrusaSlicer 2.5.0' },
    });
    const channel = (name: string) =>
      description.channels.find((each: { name: string }) => each.name === name);
    expect(channel('temperature')).toMatchObject({ present: true, rate_hz: expect.closeTo(4, 1) });
    expect(channel('vibration')).toEqual({
      name: 'vibration',
      unit: 'm/s²',
      present: false,
      rate_hz: null,
    });
  });

  test('without its G-code is quarantined, and can be read all the same', async () => {
    mkdirSync(at('capture'));
    copyFileSync(
      path.join(FIXTURES, 'moonraker-telemetry/telemetry.jsonl'),
      at('capture/telemetry.jsonl'),
    );
    expect(await ingest(['capture', '--dataset', 'ds'], 1)).toMatchObject({
      quarantined: [{ run: 'capture', reasons: ['missing-file'] }],
    });
    expect(readdirSync(at('ds/canonical')).sort()).toEqual(['events', 'runs.parquet', 'sensors']);
  });

  test('is read by the profile that is named', async () => {
    writeRuns(names(1));
    expect(await ingest(['raw', '--dataset', 'ds', '--profile', 'klippy-log'], 1)).toMatchObject({
      rejected: [{ reasons: ['missing-file'] }],
    });
    expect(await ingest(['raw', '--dataset', 'ds'])).toMatchObject({ accepted: 1 });
  });
});

/** Another note in a run makes it another run. */
function changeRun(name: string, note: string): void {
  const files = goodRun(name);
  files.set('notes.txt', Buffer.from(note));
  listFiles(files);
  writeRun(at('raw/phase1_simulation/batch_0000', name), files);
}

/** Which runs are acknowledged with which content; the parts of each are whole. */
async function acknowledged(): Promise<Map<string, string>> {
  const runs = new Map<string, string>();
  const dataset = await readDataset(at('ds')).catch(() => undefined);
  for (const name of dataset?.runs.keys() ?? []) {
    const record = current(dataset!, name, 'ingest');
    if (record === undefined) continue;
    for (const part of Object.keys(record.parts)) await readPart(dataset!, name, 'ingest', part);
    runs.set(name, record.content);
  }
  return runs;
}

describe('ended in the middle', () => {
  test('killed at 20 moments: nothing acknowledged is lost, and the end is as if nothing had happened', async () => {
    const all = names(30);
    writeRuns(all);
    // How long the work itself takes, behind the start of the program.
    const timed = start3dpai(['ingest', 'raw', '--dataset', 'timed'], { cwd: folder });
    mkdirSync(at('timed'));
    const [beganAt] = await Promise.all([firstChange(at('timed')), once(timed, 'exit')]);
    const workMs = performance.now() - beganAt;

    let before = new Map<string, string>();
    // Runs that are different on the disk from what was acknowledged.
    const changed = new Set<string>();
    mkdirSync(at('ds'));
    for (let round = 0; round < 20; round++) {
      for (const [index, name] of all.entries()) {
        if (round === 0 || (index + round) % 3 > 0) continue;
        changeRun(name, `note ${round}\n`);
        changed.add(name);
      }
      const child = start3dpai(['ingest', 'raw', '--dataset', 'ds'], { cwd: folder });
      const exit = once(child, 'exit');
      await Promise.race([firstChange(at('ds')), exit]);
      setTimeout(() => child.kill('SIGKILL'), Math.random() * workMs * 1.1);
      await exit;
      const now = await acknowledged();
      for (const [name, content] of before) {
        if (now.get(name) === content) continue;
        expect(changed, name).toContain(name);
        expect(now.has(name), name).toBe(true);
        changed.delete(name);
      }
      before = now;
    }
    await ingest(['raw', '--dataset', 'ds']);
    await ingest(['raw', '--dataset', 'undisturbed']);
    expect(results(at('ds'))).toEqual(results(at('undisturbed')));
    expect(readdirSync(at('ds')).sort()).toEqual(
      expect.arrayContaining(['canonical', 'journal.jsonl', 'reports', 'work']),
    );
    expect(readdirSync(at('ds/work')).sort()).toEqual(all);
    for (const name of all) expect(readdirSync(at('ds/work', name, 'ingest'))).toHaveLength(1);
  });

  test.runIf(process.platform !== 'win32')(
    'Ctrl-C: what is done is kept, and the next call goes on',
    async () => {
      writeRuns(names(40));
      mkdirSync(at('ds'));
      const child = start3dpai(['ingest', 'raw', '--dataset', 'ds', '--json'], { cwd: folder });
      const stdout: Buffer[] = [];
      child.stdout!.on('data', (piece) => stdout.push(piece));
      const exit = once(child, 'close');
      await Promise.race([firstChange(at('ds')), exit]);
      child.kill('SIGINT');
      const [exitCode] = await exit;
      const answer = ANSWER.parse(JSON.parse(Buffer.concat(stdout).toString('utf8')));
      expect([0, 130]).toContain(exitCode);
      expect(answer.stopped).toBe(exitCode === 130);
      const rest = await ingest(['raw', '--dataset', 'ds']);
      expect(rest.accepted + rest.skipped).toBe(40);
      expect(rest.skipped).toBe(answer.accepted);
    },
  );
});

/** The moment of the first change in a folder. */
function firstChange(of: string): Promise<number> {
  return new Promise((resolve) => {
    const watcher = watch(of, () => {
      watcher.close();
      resolve(performance.now());
    });
  });
}

describe.runIf(isAdministrator)('a full disk', () => {
  test('is told in one sentence; what was there is whole, and with room it goes on', async ({
    skip,
  }) => {
    writeRuns(names(20));
    mkdirSync(at('small'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=120k', 'none', at('small')]);
    skip(mounted.status !== 0, 'no tmpfs can be mounted here');
    try {
      await ingest(['raw/phase1_simulation/batch_0000/run_00001', '--dataset', 'small/ds']);
      const before = results(at('small/ds'));
      expect(await run(['ingest', 'raw', '--dataset', 'small/ds'])).toEqual({
        exitCode: 75,
        stdout: '',
        stderr:
          '3dpai: small/ds: the disk is full; make room and call it again; what was done is kept.\n',
      });
      const kept = results(at('small/ds'));
      for (const [name, content] of Object.entries(before)) expect(kept[name]).toBe(content);
      expect(
        readdirSync(at('small/ds/canonical')).some((name) => name.includes('unfinished')),
      ).toBe(false);
      spawnSync('mount', ['-o', 'remount,size=8m', at('small')]);
      const rest = await ingest(['raw', '--dataset', 'small/ds']);
      expect(rest.accepted + rest.skipped).toBe(20);
      await ingest(['raw', '--dataset', 'small/undisturbed']);
      expect(results(at('small/ds'))).toEqual(results(at('small/undisturbed')));
    } finally {
      spawnSync('umount', [at('small')]);
    }
  });
});

describe('--watch', () => {
  test('takes runs when they are complete, until Ctrl-C', async () => {
    writeRuns(names(1));
    const child = start3dpai(['ingest', 'raw', '--dataset', 'ds', '--watch'], { cwd: folder });
    const said: string[] = [];
    const exit = once(child, 'close');
    const next = () => once(child.stdout!, 'data').then(([piece]) => said.push(String(piece)));
    await next();
    // Written beside and renamed, and one that grows without its metadata, which comes last.
    writeRun(at('beside'), goodRun('run_00002'));
    renameSync(at('beside'), at('raw/phase1_simulation/batch_0000/run_00002'));
    await next();
    child.kill('SIGINT');
    const [exitCode] = await exit;
    expect(said.join('')).toBe(
      'ingest: 1 run accepted, 0 quarantined, 0 rejected, 0 as before.\n' +
        'ingest: 1 run accepted, 0 quarantined, 0 rejected, 0 as before.\n',
    );
    expect(exitCode).toBe(0);
    expect(await ingest(['raw', '--dataset', 'ds'])).toMatchObject({ accepted: 0, skipped: 2 });
  });
});
