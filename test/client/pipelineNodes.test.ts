import { expect, test } from 'vitest';
import type { RunReport, StageReport } from '#core/contract/dataset';
import { ago, stageNodes } from '../../client/src/dataset/pipelineNodes.ts';
import { progressOf, progressText } from '../../client/src/dataset/program.ts';
import { batchNodes } from '../../client/src/dataset/runNodes.ts';
import { formatDuration } from '../../client/src/text/quantity.ts';

const finding: RunReport['findings'][number] = {
  code: 'stuck-sensor',
  severity: 'error',
  file: 'sensors.csv',
  line: 12,
  column: 3,
  count: 40,
  message: 'temperature stays at 210.00.',
};

function run(
  name: string,
  verdict: RunReport['verdict'],
  facts: RunReport['facts'] = {},
): RunReport {
  const raw = `../raw/batch_000${name.at(-1) === '9' ? 1 : 0}/${name}`;
  return { run: name, raw, verdict, facts, findings: verdict === 'accept' ? [] : [finding] };
}

function report(stage: string, runs: RunReport[]): StageReport {
  return { stage, runs };
}

const ingest = report('ingest', [
  run('run_00001', 'accept', { failure: 'none', rows: 1200 }),
  run('run_00009', 'accept', { failure: 'nozzle_clog', rows: 1400 }),
  run('run_00002', 'reject', { rows: 3 }),
]);
const validate = report('validate', [
  run('run_00001', 'accept', { rows: 1200 }),
  run('run_00009', 'quarantine'),
]);

const NOW = 10_000_000_000;

function shown(progress = new Map()): string[] {
  const facts = new Map([
    ['ingest', { report: ingest, changedAt: NOW - 60_000 }],
    ['validate', { report: report('validate', [run('run_00001', 'accept')]), changedAt: NOW }],
  ] as const);
  return stageNodes(facts, progress, NOW).flatMap((node) => [
    `${node.stage.title} [${node.state}] ${node.description}`,
    ...node.children.map((child) => `  ${child.icon} ${child.label} ${child.description}`),
  ]);
}

test('stages say how they stand, and below them what they counted', () => {
  expect(shown()).toMatchInlineSnapshot(`
    [
      "Ingest Runs [findings] 3 runs · 1 rejected · 1 min ago",
      "  pass accepted 2",
      "  error rejected 1",
      "  symbol-numeric rows (median) 1200",
      "  circle-small-filled stuck-sensor 40",
      "Validate Dataset [fine] 1 run · just now",
      "  pass accepted 1",
      "Align Dataset [not run] not run yet",
      "Compute Features [not run] not run yet",
    ]
  `);
});

test('a running stage says how far it is; a simulation is shown only while it runs', () => {
  const lines = shown(
    new Map([
      ['simulate', 'simulating: 3 of 20'],
      ['align', 'begins'],
    ]),
  );
  expect(lines.filter((line) => line.includes('running'))).toMatchInlineSnapshot(`
    [
      "Simulate Runs [running] simulating: 3 of 20",
      "Align Dataset [running] begins",
    ]
  `);
});

test('runs are grouped by their batch, with the worst that any stage said', () => {
  const lines = batchNodes([ingest, validate]).flatMap(({ name, runs }) => [
    name,
    ...runs.map((each) => `  ${each.verdict} ${each.name}: ${each.description}`),
  ]);
  expect(lines).toMatchInlineSnapshot(`
    [
      "batch_0000",
      "  accept run_00001: healthy",
      "  reject run_00002: rejected · 1 finding",
      "batch_0001",
      "  quarantine run_00009: nozzle clog · quarantined · 1 finding",
    ]
  `);
});

test.each([
  [
    '{"phase":"ingesting","fraction":0.2,"done":40,"total":200,"perSecond":31.4,"secondsLeft":5.1}',
    'ingesting: 40 of 200, 31/s, 5.1 s left',
  ],
  [
    '{"phase":"ingesting","fraction":0,"done":0,"total":200,"perSecond":0,"secondsLeft":null}',
    'ingesting: 0 of 200',
  ],
  ['{"file":"a","phase":"reading","fraction":0.5}', 'reading: 50 %'],
])('progress %s reads as %s', (line, text) => {
  expect(progressText(progressOf(line)!, formatDuration)).toBe(text);
});

test.each(['', 'ready', '{"phase":1}', '{broken'])('%j is no progress', (line) => {
  expect(progressOf(line)).toBeUndefined();
});

test.each([
  [10, 'just now'],
  [5 * 60_000, '5 min ago'],
  [3 * 3_600_000, '3 h ago'],
  [50 * 3_600_000, '2 d ago'],
])('%i ms are %s', (milliseconds, text) => {
  expect(ago(milliseconds)).toBe(text);
});
