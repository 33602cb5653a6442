import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ValidateAnswer } from '../../pipeline/src/validate/answer.ts';
import { EXPECTATIONS } from '../../pipeline/src/validate/expectations.ts';
import { type Ended, run3dpai } from '../support/commandLine.ts';
import { type SensorRun, sensorRun } from '../support/sensorRun.ts';
import { writeSensorRun } from '../support/writeSensorRun.ts';

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), '3dpai-validate-'));
afterAll(() => fs.rmSync(FOLDER, { recursive: true, force: true }));

/** A tree of raw runs: one is healthy, one has a wrong cell and a gap, one cannot be read. */
const RAW = path.join(FOLDER, 'raw');
write('batch_0000/run_1', () => {});
write('batch_0000/run_2', (run) => {
  run.edit = (csv) => csv.replace('\n40.', '\nsoon').replace('\n50.', '\n\n50.');
});
write('batch_0001/run_3', (run) => {
  run.edit = () => 'timestamp;temperature\n0;20\n';
});

write('../shifted/run_4', ({ columns }) => {
  columns.set(
    'position_x',
    (columns.get('position_x') ?? new Float64Array()).map((x) => x + 40),
  );
});

function write(name: string, change: (run: SensorRun) => void): void {
  const run = sensorRun(0.3);
  change(run);
  run.metadata = run.metadata && { ...run.metadata, run_id: path.basename(name) };
  // Pictures are left out: those of this run are not real ones.
  run.imageCount = undefined;
  writeSensorRun(run, path.join(RAW, name));
}

const validate = (...words: string[]) => run3dpai(['validate', ...words], { cwd: FOLDER });

function answerOf({ stdout, stderr }: Ended): ValidateAnswer {
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** What an editor reads lines of findings with. */
const PROBLEM = /^(.*):(\d+):(\d+): (error|warning|information): (.*) \[([a-z-]+)\]$/;

describe('3dpai validate on raw runs', () => {
  test('says where each run differs, one finding a line, as compilers do', async () => {
    const { exitCode, stdout, stderr } = await validate('raw');
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "raw/batch_0000/run_2/sensors.csv:802:1: error: "soon00999" is no number; correct it, or leave the cell empty where nothing was measured. [type-error]
      raw/batch_0000/run_2/sensors.csv:802:1: error: This row has no timestamp; fill it in, or take out what has none. [constraint-error]
      raw/batch_0000/run_2/sensors.csv:1002:1: warning: This row is blank and is passed over; take it out. [blank-row]
      raw/batch_0001/run_3/sensors.csv:1:1: error: The cells are parted by semicolons; save the table with commas. [header-error]
      no-blank-rows: not met by 1 of 3 runs; 1 unexpected (0.026 %)
      cells-are-numbers: not met by 1 of 3 runs; 1 unexpected (0.026 %)
      timestamp-present: not met by 1 of 2 runs; 1 unexpected (0.026 %)
      3 runs: 1 accepted, 1 quarantined, 1 rejected; 3 errors, 1 warning.
      "
    `);
    const lines = stdout.split('\n').filter((line) => line.startsWith('raw/'));
    for (const line of lines) {
      const [, file = '', number] = PROBLEM.exec(line) ?? [];
      const text = fs.readFileSync(path.join(FOLDER, file), 'utf8').split('\n');
      expect(text.length).toBeGreaterThanOrEqual(Number(number));
    }
  });

  test('answers in JSON with the runs, the totals and the verdicts', async () => {
    const ended = await validate('raw', '--json');
    expect(ended.exitCode).toBe(1);
    const { runs, expectations, summary, stopped } = answerOf(ended);
    expect(summary).toEqual({ accept: 1, quarantine: 1, reject: 1 });
    expect(runs.map(({ run, folder, verdict }) => [run, folder, verdict])).toEqual([
      ['run_1', 'raw/batch_0000/run_1', 'accept'],
      ['run_2', 'raw/batch_0000/run_2', 'quarantine'],
      ['run_3', 'raw/batch_0001/run_3', 'reject'],
    ]);
    expect(stopped).toBe(false);
    expect(expectations.find(({ expectation }) => expectation === 'cells-are-numbers')).toEqual({
      expectation: 'cells-are-numbers',
      success: false,
      element_count: expect.any(Number),
      unexpected_count: 1,
      unexpected_percent: expect.any(Number),
      partial_unexpected: [expect.stringMatching(/^run_2: \d+:1$/)],
      runs: 3,
      unmet_runs: 1,
    });
    const ids = EXPECTATIONS.map(({ id }) => id);
    for (const { expectation } of expectations) expect(ids).toContain(expectation);
  });

  test('is content with a healthy run, named by itself', async () => {
    expect(await validate('raw/batch_0000/run_1')).toMatchObject({
      exitCode: 0,
      stdout: '1 run: 1 accepted, 0 quarantined, 0 rejected; 0 errors, 0 warnings.\n',
    });
  });

  test('a suite and a printer change what is expected', async () => {
    const suite = path.join(FOLDER, 'suite.json');
    const expectations = [
      { id: 'cells-are-numbers', severity: 'information' },
      { id: 'table-is-whole', severity: 'off' },
      { id: 'timestamp-present', severity: 'off' },
      {
        id: 'bed-is-cool',
        kind: 'range',
        columns: ['bed_temperature'],
        parameters: { min: 0, max: 40 },
        severity: 'warning',
      },
    ];
    fs.writeFileSync(suite, JSON.stringify({ expectations }));
    const answer = answerOf(await validate('raw/batch_0000/run_2', '--suite', suite, '--json'));
    expect(answer.summary).toEqual({ accept: 1, quarantine: 0, reject: 0 });
    expect(answer.runs[0]?.findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning constraint-error',
      'information type-error',
      'warning blank-row',
    ]);
    const elsewhere = await validate('raw/batch_0000/run_1', '--profile', 'voron-0', '--json');
    expect(answerOf(elsewhere).runs[0]?.findings).toEqual([]);
    const shifted = await validate('shifted', '--profile', 'voron-0', '--json');
    expect(answerOf(shifted).runs[0]?.findings[0]?.message).toMatch(/where Voron 0.* cannot go/);
  });
});

test('3dpai validate has nothing against simulated runs, healthy or not, noisy or not', async () => {
  const parts = ['--no-images', '--no-audio', '--no-accel'];
  const failures = ['--failures', 'all', '--severity', '1', '--noise', '0..1', '--seed', '5'];
  const simulated = await run3dpai(['simulate', '--out', 'sim', ...failures, ...parts], {
    cwd: FOLDER,
  });
  expect(simulated.exitCode).toBe(0);
  const { runs, summary } = answerOf(await validate('sim', '--json'));
  expect(runs.flatMap(({ findings }) => findings)).toEqual([]);
  expect(summary.accept).toBeGreaterThanOrEqual(30);
});

describe('3dpai validate on a dataset', () => {
  test('keeps verdicts, does nothing twice, and looks again with another suite', async () => {
    const ingest = await run3dpai(['ingest', 'raw', '--dataset', 'dataset'], { cwd: FOLDER });
    expect(ingest.exitCode).toBe(1);
    const first = await validate('dataset', '--json');
    const { runs, summary, expectations } = answerOf(first);
    expect(first.exitCode).toBe(1);
    // The one that cannot be read got no further than ingest.
    expect(summary).toEqual({ accept: 1, quarantine: 1, reject: 0 });
    expect(runs.map(({ folder }) => folder)).toEqual([
      'raw/batch_0000/run_1',
      'raw/batch_0000/run_2',
    ]);
    expect(expectations.length).toBeGreaterThan(30);
    const report = JSON.parse(
      fs.readFileSync(path.join(FOLDER, 'dataset/reports/validate.json'), 'utf8'),
    );
    expect(report).toMatchObject({ stage: 'validate', accepted: 1, quarantined: 1 });
    const journal = () => fs.statSync(path.join(FOLDER, 'dataset/journal.jsonl')).size;
    const before = journal();
    expect(answerOf(await validate('dataset', '--json'))).toEqual(answerOf(first));
    expect(journal()).toBe(before);
    const suite = path.join(FOLDER, 'off.json');
    fs.writeFileSync(suite, '{"expectations": [{"id": "no-blank-rows", "severity": "off"}]}');
    const other = answerOf(await validate('dataset', '--suite', suite, '--json'));
    expect(other.runs[1]?.findings.some(({ code }) => code === 'blank-row')).toBe(false);
    expect(journal()).toBeGreaterThan(before);
  });
});

test('3dpai validate refuses in one sentence', async () => {
  const run = 'raw/batch_0000/run_1';
  const refused = await Promise.all(
    [
      ['nowhere'],
      [`${run}/audio`],
      [`${run}/metadata.json`],
      ['raw', '--suite', 'none.json'],
      ['raw', '--suite', `${run}/metadata.json`],
      [],
    ].map((words) => validate(...words)),
  );
  for (const { exitCode, stdout } of refused) expect([exitCode, stdout]).toEqual([2, '']);
  expect(refused.map(({ stderr }) => stderr).join('')).toMatchInlineSnapshot(`
    "3dpai: nowhere is not there; check the name and the folder.
    3dpai: raw/batch_0000/run_1/audio holds neither a dataset nor a run; a run is a folder with print.gcode, sensors.csv, metadata.json.
    3dpai: raw/batch_0000/run_1/metadata.json is a file; name the folder of the run.
    3dpai: none.json is not there; check --suite.
    3dpai: raw/batch_0000/run_1/metadata.json:1:1: "expectations" is missing and should be an array; see the dataset format.
    3dpai: validate needs DIR, as in: 3dpai validate dataset
    "
  `);
});
