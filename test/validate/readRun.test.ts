import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunFinding } from '#core/run/findings';
import { RUN_FILE } from '#core/run/runFolder';
import type { StageInput } from '../../pipeline/src/dataset/stage.ts';
import { wavOf } from '../../pipeline/src/simulate/wav.ts';
import { csvSensors } from '../../pipeline/src/validate/csvSensors.ts';
import { evaluate } from '../../pipeline/src/validate/evaluate.ts';
import { EXPECTATIONS } from '../../pipeline/src/validate/expectations.ts';
import { plannedPrint } from '../../pipeline/src/validate/plannedPrint.ts';
import { readRun, rememberedPlans } from '../../pipeline/src/validate/readRun.ts';
import { runUnderTest } from '../../pipeline/src/validate/runUnderTest.ts';
import { RESULTS_PART, validateStage } from '../../pipeline/src/validate/stage.ts';
import { suiteOf } from '../../pipeline/src/validate/suiteFile.ts';
import { verdictOf } from '../../pipeline/src/validate/verdict.ts';
import { secondsOf, wavSeconds } from '../../pipeline/src/validate/wavSeconds.ts';
import { anyBytes } from '../support/gcodeText.ts';
import { propertyRuns } from '../support/propertyRuns.ts';
import { RUN_GCODE, sensorRun } from '../support/sensorRun.ts';
import { writeSensorRun } from '../support/writeSensorRun.ts';

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), '3dpai-validate-'));
afterAll(() => fs.rmSync(FOLDER, { recursive: true, force: true }));

let runs = 0;
/** A healthy run's folder, changed. */
function runFolder(change: (folder: string) => void = () => {}): string {
  runs += 1;
  const folder = path.join(FOLDER, `run_${runs}`);
  writeSensorRun(sensorRun(0.3), folder);
  change(folder);
  return folder;
}

const change = (folder: string, file: string, edit: (text: string) => string) =>
  fs.writeFileSync(path.join(folder, file), edit(fs.readFileSync(path.join(folder, file), 'utf8')));

describe('a run folder', () => {
  test('is read with all that belongs to it, and meets the suite', async () => {
    const { run, findings } = await readRun(runFolder());
    expect(findings).toEqual([]);
    expect(run.metadata?.value.run_id).toBe('run_00001');
    expect(run.plan?.profile?.name).toBe('Creality Ender-3 V2 with Klipper');
    expect(run.plan?.layerCount).toBe(6);
    expect(run.imageCount).toBe(6);
    expect(run.audioSeconds).toBeCloseTo(run.timing.seconds, 0);
    expect(run.events.length).toBe(10);
    expect(run.labels).toEqual([
      { kind: 'nozzle_clog', onsetSeconds: 20, file: 'metadata.json', line: 24, column: 18 },
    ]);
    expect(evaluate(run, EXPECTATIONS).findings).toEqual([]);
  });

  test('says which line of which document does not fit', async () => {
    const folder = runFolder((each) => {
      fs.rmSync(path.join(each, RUN_FILE.gcode));
      change(each, RUN_FILE.metadata, (text) => text.replace('"PLA"', '12'));
      change(each, RUN_FILE.events, (text) => `${text}{"t": "soon"}\n`);
    });
    const { findings } = await readRun(folder);
    expect(findings.map(asLine)).toMatchInlineSnapshot(`
      [
        "print.gcode:1:1 error missing-file: There is no print.gcode, which every run needs; put it into the folder.",
        "metadata.json:4:15 error schema-error: "material" should be a string; see the dataset format.",
        "events.jsonl:11:1 error schema-error: "t" should be a number; see the dataset format.",
      ]
    `);
    expect(verdictOf(findings)).toBe('reject');
  });

  test('of another recorder is read by its profile', async () => {
    const folder = path.join(FOLDER, 'moonraker');
    fs.mkdirSync(folder);
    const line = (t: number, m: string, p: unknown) => `${JSON.stringify({ t, m, p })}\n`;
    const status = { extruder: { temperature: 210, target: 210 } };
    const more = Array.from({ length: 40 }, (_, i) =>
      line(i, 'notify_status_update', [{ extruder: { temperature: i === 20 ? 900 : 210 } }, i / 4]),
    );
    fs.writeFileSync(
      path.join(folder, 'telemetry.jsonl'),
      line(0, 'initial', { eventtime: 0, status }) + more.slice(1).join(''),
    );
    const { run } = await readRun(folder);
    const { findings } = evaluate(run, EXPECTATIONS);
    expect(
      findings.filter(({ severity }) => severity === 'error').map(asLine),
    ).toMatchInlineSnapshot(`
      [
        "telemetry.jsonl:1:1 error constraint-error: This row has a temperature outside of -50 to 500 °C (900); check the sensor and its unit.",
      ]
    `);
  });
});

describe('the stage', () => {
  const input = (rawFolder: string): StageInput => ({
    runId: 'run_00001',
    rawFolder,
    read: async () => undefined,
    record: () => undefined,
  });

  test('accepts a healthy run, and says the same again', async () => {
    const stage = validateStage();
    const folder = runFolder();
    const output = await stage.run(input(folder));
    expect(output).toMatchObject({ verdict: 'accept', findings: [], facts: { unmet: 0 } });
    expect(output).toEqual(await validateStage().run(input(folder)));
    const part = new TextDecoder().decode(output.parts.get(RESULTS_PART));
    expect(JSON.parse(part).expectations.length).toBe(output.facts.expectations);
    for (const fact of Object.values(output.facts)) expect(Number.isFinite(fact)).toBe(true);
  });

  test('keeps a run with an error out, rejects one that cannot be read, and lets warnings pass', async () => {
    const verdict = async (edit: (csv: string) => string) => {
      const folder = runFolder((each) => change(each, RUN_FILE.sensors, edit));
      return (await validateStage().run(input(folder))).verdict;
    };
    expect(await verdict((csv) => csv.replace('\n40.', '\nsoon'))).toBe('quarantine');
    expect(await verdict(() => '')).toBe('reject');
    expect(await verdict((csv) => csv.replace('timestamp', 'time'))).toBe('reject');
    expect(await verdict((csv) => csv.replace('\n40.', '\n\n40.'))).toBe('accept');
  });

  test('is another one with another suite or printer', () => {
    const suite = suiteOf('{"expectations": [{"id": "no-gaps", "severity": "off"}]}', 'suite.json');
    const { profile } = sensorRun(0).plan ?? {};
    const settings = [{}, { suite }, { profile }].map((each) => validateStage(each).settings);
    expect(new Set(settings).size).toBe(3);
    expect(validateStage().settings).toBe(settings[0]);
  });
});

test('plans are remembered', () => {
  const plans = rememberedPlans();
  const gcode = new TextEncoder().encode(RUN_GCODE);
  const first = plans(gcode);
  expect(plans(gcode.slice())).toBe(first);
  expect(first).toEqual(plannedPrint(gcode));
  for (let i = 0; i < 20; i++) plans(new TextEncoder().encode(`G1 X${i}\n`));
  expect(plans(gcode)).not.toBe(first);
});

describe('the length of a WAV', () => {
  const samples = new Int16Array(1500);
  test('is what its header says, or what is there of a file that was cut off', async () => {
    const whole = wavOf(samples, 1000);
    const file = path.join(FOLDER, 'sound.wav');
    fs.writeFileSync(file, whole);
    expect(await wavSeconds(file)).toBe(1.5);
    expect(secondsOf(whole.slice(0, 50), 44 + 1000)).toBe(0.5);
    const streamed = whole.slice();
    streamed.fill(0, 40, 44);
    expect(secondsOf(streamed, streamed.length)).toBe(1.5);
  });

  test('is not known of other files', async () => {
    expect(await wavSeconds(path.join(FOLDER, 'none.wav'))).toBeUndefined();
    expect(await wavSeconds(FOLDER)).toBeUndefined();
    expect(secondsOf(new TextEncoder().encode('RIFF1234WAVEfmt '), 16)).toBeUndefined();
  });
});

describe('nothing is thrown', () => {
  test('whatever a table and a G-code hold', () => {
    const cell = fc.constantFrom(
      '0',
      '1',
      '-5',
      '1e300',
      '-1e300',
      '9e-300',
      '',
      'nan',
      'x',
      '"',
      '210',
    );
    const row = fc.array(cell, { maxLength: 6 }).map((cells) => cells.join(','));
    const table = fc
      .array(row, { maxLength: 60 })
      .map((rows) =>
        new TextEncoder().encode(
          ['timestamp,temperature,position_x,position_y,velocity,voltage', ...rows].join('\n'),
        ),
      );
    fc.assert(
      fc.property(fc.oneof(table, fc.uint8Array()), anyBytes(), (csv, gcode) => {
        const run = runUnderTest({
          sensors: csvSensors(csv),
          plan: plannedPrint(gcode),
          events: [],
          labels: [{ kind: 'x', onsetSeconds: 1e9, file: 'truth.json', line: 1, column: 1 }],
          imageCount: 3,
          audioSeconds: 2,
        });
        const { results, findings } = evaluate(run, EXPECTATIONS);
        // Journals keep findings as JSON, which has no NaN.
        expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
        for (const { unexpected_count, element_count, unexpected_percent } of results) {
          expect(unexpected_count).toBeLessThanOrEqual(element_count);
          expect(unexpected_percent).toBeLessThanOrEqual(100);
        }
        for (const { message } of findings)
          expect(message).not.toMatch(/NaN|undefined|Infinity|\n/);
      }),
      { numRuns: propertyRuns(150) },
    );
  });

  test('whatever the files of a run hold', async () => {
    const folder = path.join(FOLDER, 'any');
    const names = [
      RUN_FILE.metadata,
      RUN_FILE.events,
      RUN_FILE.truth,
      RUN_FILE.audio,
      RUN_FILE.sensors,
    ];
    fs.mkdirSync(path.join(folder, 'audio'), { recursive: true });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        async (name, bytes) => {
          fs.writeFileSync(path.join(folder, name), bytes);
          const { run, findings } = await readRun(folder);
          expect(verdictOf([...findings, ...evaluate(run, EXPECTATIONS).findings])).toBe('reject');
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });
});

function asLine({ file, line = 1, column = 1, severity, code, message }: RunFinding): string {
  return `${file}:${line}:${column} ${severity} ${code}: ${message}`;
}
