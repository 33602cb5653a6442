import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run3dpai } from '../support/commandLine.ts';

let folder = '';

/** Six runs: three failures that nobody can overlook, each with its healthy twin. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), '3dpai-features-'));
  const failures = 'layer_shift,filament_runout,under_voltage';
  for (const words of [
    ['simulate', '--out', 'raw', '--runs', '6', '--seed', '4', '--failures', failures],
    ['ingest', 'raw', '--dataset', 'dataset'],
    ['validate', 'dataset'],
    ['align', 'dataset'],
  ]) {
    const { exitCode, stderr } = await run3dpai(words, { cwd: folder });
    expect(stderr, words.join(' ')).toBe('');
    expect(exitCode, words.join(' ')).toBe(0);
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const features = (...words: string[]) => run3dpai(['features', ...words], { cwd: folder });

test('every run gets features, and the failing ones what gives them away', async () => {
  const { exitCode, stdout } = await features('dataset', '--json');
  expect(exitCode).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({ accepted: 6, quarantined: [], rejected: [], runs: 6 });
  expect(answer.features).toBeGreaterThan(100);
  expect(answer.nanShare).toBeLessThan(0.05);
  const found = new Map<string, Set<string>>();
  for (const { run, detector } of answer.anomalies)
    found.set(run, (found.get(run) ?? new Set()).add(detector));
  expect([...found.keys()].sort()).toEqual(['run_00002', 'run_00004', 'run_00006']);
  expect(found.get('run_00002')).toContain('position_error');
  expect(found.get('run_00004')).toContain('filament_absence');
  expect(found.get('run_00006')).toContain('voltage_drop');
  const report = JSON.parse(await readFile(path.join(folder, 'dataset', answer.report), 'utf8'));
  expect(report.runs).toHaveLength(6);
});

test('a second call does nothing and says the same', async () => {
  const [again, text] = [await features('dataset', '--json'), await features('dataset')];
  const answer = JSON.parse(again.stdout);
  expect(answer).toMatchObject({ accepted: 0, skipped: 6, runs: 6 });
  expect(answer.anomalies.length).toBeGreaterThan(2);
  expect(text.stdout).toMatch(/^position_error\s+1\s+\d+$/m);
  expect(text.stdout).toContain(
    'features: 0 runs accepted, 0 quarantined, 0 rejected, 6 as before.',
  );
});

test.each([
  [
    ['nowhere'],
    2,
    'nowhere is not there; make a dataset with: 3dpai ingest RUNS --dataset nowhere',
  ],
  [['raw'], 2, 'raw is no dataset, as it has no journal.jsonl'],
  [[], 2, 'features needs DIR, as in: 3dpai features dataset'],
])('features %j exits with %i and one sentence', async (words, code, sentence) => {
  const { exitCode, stderr } = await features(...words);
  expect(exitCode).toBe(code);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('runs that are not aligned yet are waited for', async () => {
  const words = ['ingest', 'raw', '--dataset', 'unaligned'];
  await run3dpai(words, { cwd: folder });
  const { exitCode, stderr } = await features('unaligned');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(
    'No run of unaligned is ready for features; call first: 3dpai align unaligned',
  );
});
