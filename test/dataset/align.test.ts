import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ALIGNED_COLUMNS } from '#core/run/alignedRun';
import type { AlignmentReport } from '#core/run/alignmentReport';
import { CHANNELS } from '#core/run/channels';
import { RUN_FILE } from '#core/run/runFolder';
import { TIMELINE_FLAGS } from '#core/run/timeline';
import { ALIGN_PART, alignStage } from '../../pipeline/src/align/stage.ts';
import { readParquet } from '../../pipeline/src/dataset/parquetColumns.ts';
import type { StageOutput } from '../../pipeline/src/dataset/stage.ts';
import { ingestStage } from '../../pipeline/src/ingest/ingestStage.ts';
import { runMaker } from '../../pipeline/src/simulate/makeRuns.ts';
import { TEST_PLA } from '../support/simulation.ts';
import { runStagesOn, writeRawRun } from '../support/stageRun.ts';

const folder = mkdtempSync(path.join(tmpdir(), '3dpai-align-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const makeRun = runMaker({
  spec: {
    seed: 3,
    failures: ['layer_shift', 'heater_failure'],
    materials: [TEST_PLA],
    noise: 1,
    severity: [0.9, 1],
    onset: [0.1, 0.2],
  },
  gcode: undefined,
  profile: undefined,
  images: true,
  audio: true,
  accelerometer: false,
});

/** Ingests and aligns a simulated run whose files were changed. */
async function aligned(
  index: number,
  change: (files: Map<string, Uint8Array>) => void = () => {},
): Promise<StageOutput> {
  const raw = mkdtempSync(path.join(folder, 'run-'));
  const files = new Map(makeRun(index).files);
  change(files);
  writeRawRun(raw, files);
  const known = new Map([[path.basename(raw), { profile: 'sim-v1', duplicateOf: null }]]);
  const done = await runStagesOn(raw, [ingestStage(known), alignStage()]);
  const output = done.get('align');
  if (!output) throw new Error('The run was not aligned.');
  return output;
}

function textOf(files: ReadonlyMap<string, Uint8Array>, name: string): string {
  return new TextDecoder().decode(files.get(name));
}

function reportOf({ parts }: StageOutput): AlignmentReport {
  return JSON.parse(new TextDecoder().decode(parts.get(ALIGN_PART.report)));
}

async function tableOf({ parts }: StageOutput, part: string) {
  const bytes = parts.get(part);
  if (!bytes) throw new Error(`There is no ${part}.`);
  return readParquet(bytes);
}

test('a healthy run: all of it on planned time, to the millisecond', async () => {
  const output = await aligned(0);
  const report = reportOf(output);
  expect(report).toMatchObject({ verdict: 'accept', findings: [], confidence: 'high' });
  expect(report.coverage).toBeGreaterThan(0.99);
  expect(report.residual_p95_s).toBeLessThan(0.02);
  expect(output.facts).toMatchObject({ leading: 'position', stretches: 1, unmatched_frames: 0 });
  expect(report.anchors.map(({ kind }) => kind)).toEqual(['position', 'file position', 'event']);
});

test('timeline.parquet: what the plan has, every channel, and which of them have a value', async () => {
  const { columns, rowCount, schema } = await tableOf(await aligned(0), ALIGN_PART.timeline);
  const channels = CHANNELS.map(({ name }) => name).filter((name) => name !== 'timestamp');
  expect([...columns.keys()]).toEqual([
    ...ALIGNED_COLUMNS.map(({ name }) => name),
    TIMELINE_FLAGS[0],
    ...channels,
    TIMELINE_FLAGS[1],
  ]);
  expect(schema.get('layer')?.[0]).toMatchObject({ type: 'INT32', repetition_type: 'OPTIONAL' });
  const t = columns.get('t') as Float64Array;
  const source = columns.get('source_t') as Float64Array;
  for (let row = 1; row < rowCount; row++) {
    expect(t[row]).toBeGreaterThanOrEqual(t[row - 1] ?? 0);
    expect(source[row]).toBeGreaterThan(source[row - 1] ?? 0);
  }
  // Heating up stays in it: the plan stands at its beginning while the hot end gets warm.
  const stands = columns.get('stands') as Int32Array;
  const temperature = columns.get('temperature') as Float64Array;
  expect(stands[200]).toBe(1);
  expect(t[200]).toBe(0);
  expect(temperature[10]).toBeLessThan(60);
  expect(temperature[rowCount - 100]).toBeGreaterThan(150);
});

test('layers.parquet: when each layer was planned and when it was printed', async () => {
  const { columns, rowCount } = await tableOf(await aligned(0), ALIGN_PART.layers);
  const column = (name: string) => columns.get(name) as Float64Array;
  for (let row = 0; row < rowCount; row++) {
    const planned = (column('planned_end_s')[row] ?? 0) - (column('planned_start_s')[row] ?? 0);
    expect(column('observed_s')[row]).toBeCloseTo(planned, 1);
    expect(column('layer')[row]).toBe(row + 1);
  }
  expect(rowCount).toBeGreaterThan(3);
});

test('frames.parquet and audio.parquet: bytes, path and planned time', async () => {
  const { files } = makeRun(0);
  const output = await aligned(0);
  const frames = await tableOf(output, ALIGN_PART.frames);
  const layers = await tableOf(output, ALIGN_PART.layers);
  const images = frames.columns.get('image') as { bytes: Uint8Array; path: unknown }[];
  expect(images[0]?.bytes).toEqual(files.get('images/layer_001.png'));
  const ends = [...(layers.columns.get('planned_end_s') as Float64Array)];
  const times = [...(frames.columns.get('t') as Float64Array)];
  expect(times).toEqual(ends.map((end) => expect.closeTo(end, 1)));
  const audio = await tableOf(output, ALIGN_PART.audio);
  const sound = audio.columns.get('audio') as { bytes: Uint8Array }[];
  expect(audio.rowCount).toBe(1);
  expect(sound[0]?.bytes).toEqual(files.get(RUN_FILE.audio));
});

test('aligned_events.parquet: events on planned time, with line and layer', async () => {
  const output = await aligned(0);
  const { columns, rowCount } = await tableOf(output, ALIGN_PART.events);
  const layers = await tableOf(output, ALIGN_PART.layers);
  const starts = layers.columns.get('planned_start_s') as Float64Array;
  const decode = (value: unknown): unknown =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  const rows = Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries([...columns].map(([name, data]) => [name, decode(data[row])])),
  );
  const begun = rows.filter(({ event }) => event === 'layer');
  expect(begun.map(({ t }) => t)).toEqual([...starts].map((start) => expect.closeTo(start, 1)));
  expect(begun.map(({ value }) => value)).toEqual(begun.map((_, i) => i + 1));
  const gcode = textOf(makeRun(0).files, RUN_FILE.gcode).split('\n');
  for (const { line } of begun) expect(gcode[Number(line) - 1]).toMatch(/^(?:;LAYER|G1)/);
});

test('a layer shift is no reason to refuse a run, and moves no time', async () => {
  const healthy = reportOf(await aligned(0));
  const shifted = reportOf(await aligned(1));
  expect(shifted).toMatchObject({ verdict: 'accept', findings: [] });
  expect(shifted.offset_s).toBeCloseTo(healthy.offset_s ?? 0, 2);
});

test('a run that was shut down is aligned as far as it went', async () => {
  expect(textOf(makeRun(3).files, RUN_FILE.events)).toContain('"shutdown"');
  const report = reportOf(await aligned(3));
  expect(report.verdict).toBe('accept');
  expect(report.coverage).toBeLessThan(0.98);
  expect(report.pair?.explained).toBeGreaterThan(0.97);
});

test('the same run gives the same bytes', async () => {
  const [first, second] = [await aligned(1), await aligned(1)];
  for (const [part, bytes] of first.parts)
    expect([part, second.parts.get(part)]).toEqual([part, bytes]);
});

test("another run's G-code is refused, and nothing is kept of it", async () => {
  const other = makeRun(2).files.get(RUN_FILE.gcode) ?? new Uint8Array(0);
  const output = await aligned(0, (files) => files.set(RUN_FILE.gcode, other));
  expect(output.verdict).toBe('reject');
  expect(output.findings.map(({ code }) => code)).toEqual(['wrong-pair']);
  expect([...output.parts.keys()]).toEqual([ALIGN_PART.report]);
});

test.each([
  ['without its G-code', undefined, 'missing-file'],
  ['with a G-code that moves nothing', 'M104 S0\n', 'gcode-problem'],
])('a run %s is told in a sentence', async (_name, gcode, code) => {
  const raw = mkdtempSync(path.join(folder, 'run-'));
  const files = new Map(makeRun(0).files);
  writeRawRun(raw, files);
  const known = new Map([[path.basename(raw), { profile: 'sim-v1', duplicateOf: null }]]);
  const stage = alignStage();
  const done = await runStagesOn(raw, [
    ingestStage(known),
    {
      ...stage,
      run: async (input) => {
        rmSync(path.join(raw, RUN_FILE.gcode));
        if (gcode) writeRawRun(raw, new Map([[RUN_FILE.gcode, new TextEncoder().encode(gcode)]]));
        return stage.run(input);
      },
    },
  ]);
  const output = done.get('align');
  expect(output?.verdict).toBe('quarantine');
  expect(output?.findings).toEqual([
    {
      code,
      severity: 'error',
      file: RUN_FILE.gcode,
      message: expect.stringMatching(/; put .*\.$/),
    },
  ]);
});
