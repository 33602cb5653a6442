import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Ended, run3dpai } from '../support/commandLine.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(path.join(tmpdir(), '3dpai-align-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...words: readonly string[]): Promise<Ended> {
  return run3dpai(words, { cwd: folder });
}

async function fine(...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(...words);
  expect({ words, exitCode, stderr }).toEqual({ words, exitCode: 0, stderr: '' });
  return stdout;
}

const RAW = 'raw/batch_0000';

beforeAll(async () => {
  const small = ['--no-audio', '--no-accel', '--no-images'];
  await fine(
    'simulate',
    '--out',
    'raw',
    '--runs',
    '6',
    '--failures',
    'layer_shift',
    '--seed',
    '9',
    ...small,
  );
  // The plan of another part, as if somebody had copied the wrong file; its metadata goes along.
  for (const file of ['print.gcode'])
    copyFileSync(at(RAW, 'run_00003', file), at(RAW, 'run_00001', file));
  await run('ingest', 'raw', '--dataset', 'dataset');
});

function at(...names: readonly string[]): string {
  return path.join(folder, ...names);
}

const ANSWER = z.looseObject({
  dataset: z.string(),
  accepted: z.number(),
  quarantined: z.array(z.unknown()),
  rejected: z.array(z.looseObject({ run: z.string(), reasons: z.array(z.string()) })),
  skipped: z.number(),
  stopped: z.literal(false),
  report: z.literal('reports/align.json'),
  runs: z.array(
    z.strictObject({
      run: z.string(),
      verdict: z.enum(['accept', 'quarantine', 'reject']),
      offset_s: z.number().nullable(),
      drift_ppm: z.number().nullable(),
      residual_p50_s: z.number().nullable(),
      residual_p95_s: z.number().nullable(),
      anchors: z.number(),
      coverage: z.number(),
      findings: z.array(z.unknown()),
    }),
  ),
  summary: z.strictObject({
    runs: z.number(),
    aligned: z.number(),
    wrong_pairs: z.number(),
    residual_p95_s: z.number().nullable(),
    coverage: z.number().nullable(),
  }),
});

test('a dataset is aligned once it is validated, and a second call does nothing', async () => {
  const early = await run('align', 'dataset');
  expect(early.exitCode).toBe(2);
  expect(early.stderr).toContain('call first: 3dpai validate dataset');
  await run('validate', 'dataset');
  const first = await run('align', 'dataset', '--json');
  const answer = ANSWER.parse(JSON.parse(first.stdout));
  expect(first.exitCode).toBe(1);
  expect(first.stderr).toBe('');
  expect(answer.rejected.map(({ run: name, reasons }) => [name, reasons])).toEqual([
    ['run_00001', ['wrong-pair']],
  ]);
  expect(answer.summary).toMatchObject({ runs: 6, aligned: 5, wrong_pairs: 1 });
  expect(answer.summary.residual_p95_s).toBeLessThan(0.02);
  expect(answer.summary.coverage).toBeGreaterThan(0.99);
  const table = at('dataset/canonical/timeline/batch_0000.parquet');
  const before = statSync(table);
  const second = ANSWER.parse(JSON.parse((await run('align', 'dataset', '--json')).stdout));
  expect([second.accepted, second.skipped]).toEqual([0, 5]);
  expect(statSync(table).mtimeMs).toBe(before.mtimeMs);
  const report = JSON.parse(readFileSync(at('dataset/reports/align.json'), 'utf8'));
  expect(report.runs[1].facts).toMatchObject({ confidence: 'high', leading: 'position' });
});

test('people are told which run was refused and why', async () => {
  const { stdout, exitCode } = await run('align', 'dataset', '--force');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('run_00001 rejected');
  expect(stdout).toMatch(
    /print\.gcode: wrong-pair: This is not the G-code of the recorded print: .*\.\n/,
  );
  expect(stdout).toMatch(/5 runs on planned time: residuals of anchors at most \d+\.\d ms \(p95\)/);
});

test('another printer plans other times, and is another alignment', async () => {
  const { stdout } = await run('align', 'dataset', '--profile', 'generic-marlin', '--json');
  const { runs } = ANSWER.parse(JSON.parse(stdout));
  expect(runs.every(({ verdict }) => verdict !== 'accept')).toBe(true);
});

test('what is no dataset is said in one line', async () => {
  const { exitCode, stderr } = await run('align', 'raw');
  expect(exitCode).toBe(2);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('help has an example', async () => {
  expect(await fine('align', '--help')).toContain('align dataset --profile printer.cfg --json');
});
