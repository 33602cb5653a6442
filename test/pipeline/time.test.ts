import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FIXTURES, run3dpai } from '../support/commandLine.ts';

const FOLDER = 'klipper-planner';
const FILE = `${FOLDER}/s3_cube_verbose.gcode`;

const role = z.strictObject({
  role: z.string(),
  seconds: z.number().min(0),
  filamentMm: z.number(),
  count: z.int().min(1),
});
const row = z.strictObject({
  set: z.record(z.string(), z.number()),
  seconds: z.number(),
  byRole: z.array(role),
  outsideLayersSeconds: z.number(),
});
const answer = z.strictObject({
  file: z.string(),
  flavor: z.string(),
  flavorSource: z.string(),
  profile: z.strictObject({ name: z.string(), source: z.string() }),
  seconds: z.number().min(0),
  startBufferSeconds: z.number(),
  outsideLayersSeconds: z.number(),
  slicerSeconds: z.number().nullable(),
  byRole: z.array(role),
  byLayer: z.array(
    z.strictObject({
      index: z.int(),
      number: z.int(),
      z: z.number().nullable(),
      seconds: z.number(),
      startSeconds: z.number(),
      remainingSeconds: z.number(),
    }),
  ),
  byObject: z.array(z.strictObject({ name: z.string(), seconds: z.number() })),
  unknown: z.array(
    z.strictObject({ kind: z.string(), name: z.string(), count: z.int(), line: z.int() }),
  ),
  fileSetsLimits: z.boolean(),
  set: row.shape.set.optional(),
  unchanged: row.optional(),
  table: z.array(row).optional(),
});

async function timeOf(...words: string[]): Promise<z.infer<typeof answer>> {
  const { exitCode, stdout, stderr } = await run3dpai(['gcode', 'time', ...words, '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return answer.parse(JSON.parse(stdout));
}

async function expectRefused(words: readonly string[], sentence: string): Promise<void> {
  const { exitCode, stdout, stderr } = await run3dpai(['gcode', 'time', ...words]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(sentence);
}

describe('a printer.cfg', () => {
  test.each(['A', 'B', 'C'])(
    'gives the time that Klipper recorded with it (%s)',
    async (letter) => {
      const times = JSON.parse(readFileSync(path.join(FIXTURES, FOLDER, 'times.json'), 'utf8'));
      const recorded = times[path.basename(FILE)][letter];
      const { seconds, startBufferSeconds } = await timeOf(
        FILE,
        '--profile',
        `${FOLDER}/printer_${letter}.cfg`,
      );
      expect(Math.abs(seconds + startBufferSeconds - recorded) / recorded).toBeLessThan(0.001);
    },
  );

  test('its parts add up', async () => {
    const report = await timeOf(
      'prusaslicer/objects-labelled.gcode',
      '--profile',
      `${FOLDER}/printer_A.cfg`,
    );
    const sum = (parts: readonly { readonly seconds: number }[]) =>
      parts.reduce((total, part) => total + part.seconds, 0);
    const inLayers = report.seconds - report.outsideLayersSeconds;
    expect(sum(report.byRole)).toBeCloseTo(inLayers, 1);
    expect(sum(report.byLayer)).toBeCloseTo(inLayers, 3);
    for (const { startSeconds, seconds, remainingSeconds } of report.byLayer)
      expect(startSeconds + seconds + remainingSeconds).toBeCloseTo(report.seconds, 4);
    expect(report.unknown.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'homing G28',
      'heating M190',
      'heating M109',
    ]);
    expect(report.byObject.length).toBe(2);
  });
});

describe('--set', () => {
  const onA = [FILE, '--profile', `${FOLDER}/printer_A.cfg`];

  test('answers for the changed limit, and tells the unchanged time', async () => {
    const plain = await timeOf(...onA);
    const changed = await timeOf(...onA, '--set', 'max_accel=12000');
    expect(changed.set).toEqual({ max_accel: 12_000 });
    expect(changed.unchanged?.seconds).toBe(plain.seconds);
    expect(changed.seconds).toBeLessThan(plain.seconds);
    expect(plain.set).toBeUndefined();
  });

  test('makes a table of several values, and of all combinations', async () => {
    const { table } = await timeOf(
      ...onA,
      '--set',
      'max_accel=1000,3000',
      '--set',
      'square_corner_velocity=3,8',
    );
    expect(table?.map(({ set }) => Object.values(set).join(' '))).toEqual([
      '1000 3',
      '1000 8',
      '3000 3',
      '3000 8',
    ]);
    const seconds = table?.map((each) => each.seconds) ?? [];
    expect(seconds).toEqual(seconds.toSorted((a, b) => b - a));
  });

  test('is a person’s table without --json', async () => {
    const { stdout } = await run3dpai(['gcode', 'time', ...onA, '--set', 'max_accel=1000,3000']);
    expect(stdout).toMatch(/max_accel 1000 +\d+m \d\ds +\+/);
    expect(stdout).toMatch(/max_accel 3000 +\d+m \d\ds +the same/);
  });
});

describe('wrong use', () => {
  test.each([
    ['a limit that there is not', ['--set', 'max_speed=1'], '--set: There is no limit "max_speed"'],
    ['a number that is none', ['--set', 'max_accel=fast'], '--set: "max_accel" cannot be "fast"'],
    ['an acceleration of nothing', ['--set', 'max_accel=0'], 'it takes a number above 0'],
    [
      'a ratio of one',
      ['--profile', 'generic-klipper', '--set', 'minimum_cruise_ratio=1'],
      'from 0 to below 1',
    ],
    ['a printer that there is not', ['--profile', 'no-such'], '--profile cannot be "no-such"'],
    ['a folder without printer.cfg', ['--profile', 'broken'], 'broken has no printer.cfg'],
    ['a file that is no configuration', ['--profile', FILE], 'has no [printer] section'],
  ])('%s is one sentence', async (_name, words, sentence) => {
    await expectRefused([FILE, ...words], sentence);
  });
});
