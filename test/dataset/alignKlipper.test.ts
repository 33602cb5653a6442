import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { textFromBytes } from '#core/gcode/text';
import { changedLimits } from '#core/machine/changedLimits';
import { profileOfPreset } from '#core/machine/presets';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { toolpathOf } from '#core/print/toolpath';
import type { SensorTable } from '#core/run/channels';
import { alignRun } from '#core/run/runAlignment';
import { theilSenSlope } from '#core/run/statistics';
import { alignStage } from '../../pipeline/src/align/stage.ts';
import { ingestStage } from '../../pipeline/src/ingest/ingestStage.ts';
import { KLIPPER_MOONRAKER_PROFILE } from '../../pipeline/src/ingest/klipperMoonraker.ts';
import { openRawFolder } from '../../pipeline/src/ingest/rawFolder.ts';
import { runStagesOn, writeRawRun } from '../support/stageRun.ts';

// A print that a real Klipper made and Moonraker told, four times a second. The G-code was not kept;
// cube.gcode is what its motion queue told of an earlier print of the same file.

const FIXTURE = path.resolve(import.meta.dirname, '../fixtures/moonraker-telemetry');
const folder = mkdtempSync(path.join(tmpdir(), '3dpai-klipper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function recording(without: readonly string[] = []): Promise<SensorTable> {
  const read = await KLIPPER_MOONRAKER_PROFILE.read(
    await openRawFolder(FIXTURE),
    'telemetry.jsonl',
  );
  const columns = [...read.table.columns].filter(([name]) => !without.includes(name));
  return { rowCount: read.table.rowCount, columns: new Map(columns) };
}

/** The limits that the recorded printer had. */
function printer() {
  const klipper = profileOfPreset('generic-klipper') ?? profileOfPreset('klipper');
  if (!klipper) throw new Error('There is no preset for Klipper.');
  return changedLimits(klipper, {
    max_velocity: 300,
    max_accel: 3000,
    square_corner_velocity: 5,
    minimum_cruise_ratio: 0.5,
    max_z_velocity: 15,
    max_z_accel: 200,
  });
}

function planOf(gcode: Uint8Array) {
  const text = textFromBytes(gcode);
  const reading = new Reading(text, { flavor: 'klipper', profile: printer() }, NO_COMPANION);
  return { text, toolpath: toolpathOf(reading.finish()) };
}

const CUBE = readFileSync(path.join(FIXTURE, 'cube.gcode'));

test('a real recording lies on the plan to a hundredth of a millimetre and of a millisecond', async () => {
  const { clock, evidence, pair } = alignRun({
    ...planOf(CUBE),
    layerStarts: [],
    // Bytes of the file that was printed, which is not this one.
    table: await recording(['file_position']),
    events: [],
    filePosition: null,
  });
  expect(pair).toEqual({ kind: 'right' });
  expect(evidence?.explained).toBeGreaterThan(0.98);
  expect(evidence?.medianDistanceMm).toBeLessThan(0.01);
  expect(clock?.residualP95).toBeLessThan(0.0001);
  expect(clock?.map.stretches).toHaveLength(1);
});

test("its drift is that of Klipper's own pairs of both clocks", async () => {
  const { clock } = alignRun({
    ...planOf(CUBE),
    layerStarts: [],
    table: await recording(['file_position']),
    events: [],
    filePosition: null,
  });
  // Klipper tells the time of its board beside its own.
  const pairs = readFileSync(path.join(FIXTURE, 'telemetry.jsonl'), 'utf8')
    .split('\n')
    .flatMap((line): (readonly [number, number])[] => {
      if (!line.includes('notify_status_update')) return [];
      const { p } = JSON.parse(line);
      const time = p[0].toolhead?.estimated_print_time;
      return time === undefined ? [] : [[p[1], time]];
    });
  const slope = theilSenSlope(
    pairs.map(([eventtime]) => eventtime),
    pairs.map(([, time]) => time),
  );
  expect(Math.abs((clock?.driftPpm ?? 99) - (slope - 1) * 1e6)).toBeLessThan(2);
});

test.each([
  'moonraker/ps_cube_verbose_rel.gcode',
  'moonraker/ps_vase.gcode',
  'prusaslicer/badge-klipper.gcode',
])('the G-code of another print is refused: %s', async (file) => {
  const gcode = readFileSync(path.join(FIXTURE, '..', file));
  const { pair } = alignRun({
    ...planOf(gcode),
    layerStarts: [],
    table: await recording(['file_position']),
    events: [],
    filePosition: null,
  });
  expect(pair.kind).toBe('wrong');
});

test('file positions of another file are enough to refuse it', async () => {
  const { pair } = alignRun({
    ...planOf(CUBE),
    layerStarts: [],
    table: await recording(),
    events: [],
    filePosition: 'queued',
  });
  expect(pair).toMatchObject({ kind: 'wrong', because: expect.stringContaining('file_position') });
});

test('without its G-code the recording is kept, and a sentence says what is missing', async () => {
  const raw = path.join(folder, 'run_00001');
  const telemetry = readFileSync(path.join(FIXTURE, 'telemetry.jsonl'));
  writeRawRun(raw, new Map([['telemetry.jsonl', telemetry]]));
  const known = new Map([['run_00001', { profile: 'klipper-moonraker', duplicateOf: null }]]);
  const done = await runStagesOn(raw, [ingestStage(known), alignStage()]);
  const { verdict, findings } = done.get('align') ?? { verdict: undefined, findings: [] };
  expect(verdict).toBe('quarantine');
  expect(findings.map(({ message }) => message)).toMatchInlineSnapshot(`
    [
      "There is no print.gcode, so nobody knows what was planned when; put the printed file into the folder and ingest the run again.",
    ]
  `);
});
