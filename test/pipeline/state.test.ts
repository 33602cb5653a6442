import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FIXTURES, run3dpai } from '../support/commandLine.ts';

const FILE = 'prusaslicer/cube-verbose.gcode';
const LINES = readFileSync(path.join(FIXTURES, FILE), 'utf8').split('\n');

const axis = z.number().nullable();

const state = z.strictObject({
  file: z.string(),
  line: z.int().min(1),
  position: z.strictObject({ x: axis, y: axis, z: axis }),
  extruder: z.strictObject({
    tool: z.int().min(0),
    e: axis,
    filamentUsedMm: z.number(),
    retractedMm: z.number().min(0),
  }),
  feedrate: z.number().nullable(),
  temperatures: z.strictObject({
    target: z.strictObject({
      hotend: z.array(z.number().nullable()),
      bed: z.number().nullable(),
      chamber: z.number().nullable(),
    }),
  }),
  fan: z.number().min(0).max(1),
  modes: z.looseObject({
    positioning: z.enum(['absolute', 'relative']),
    extrusion: z.enum(['absolute', 'relative']),
    units: z.enum(['mm', 'inch']),
  }),
  layer: z
    .strictObject({ index: z.int().min(0), number: z.int(), z: z.number().nullable() })
    .nullable(),
  role: z.string().nullable(),
  rawName: z.string().nullable(),
  object: z.string().nullable(),
  profile: z.strictObject({ name: z.string(), source: z.string() }),
  seconds: z.number().min(0),
  lineSeconds: z.number().min(0),
  remainingSeconds: z.number().min(0),
  distanceMm: z.number().min(0),
});

async function stateBefore(line: number): Promise<z.infer<typeof state>> {
  const words = ['gcode', 'state', FILE, '--line', String(line), '--json'];
  const { exitCode, stdout, stderr } = await run3dpai(words);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return state.parse(JSON.parse(stdout));
}

describe('--json', () => {
  test('before the first line nothing is known', async () => {
    expect(await stateBefore(1)).toMatchObject({
      line: 1,
      position: { x: null, y: null, z: null },
      feedrate: null,
      layer: null,
      seconds: 0,
    });
  });

  test('a line is applied in the state before the next one', async () => {
    const index = LINES.findIndex((text) => text.startsWith('M109 S'));
    const celsius = Number(/S(\d+)/.exec(LINES[index] ?? '')?.[1]);
    const [before, after] = await Promise.all([stateBefore(index), stateBefore(index + 2)]);
    expect(after.temperatures.target.hotend).toEqual([celsius]);
    expect(before.distanceMm).toBe(after.distanceMm);
  });

  test('a move in a layer', async () => {
    const index = LINES.findIndex((text, at) => at > 200 && /^G1 X\S+ Y\S+ E/.test(text));
    const [, x, y] = /X(\S+) Y(\S+)/.exec(LINES[index] ?? '') ?? [];
    expect(await stateBefore(index + 2)).toMatchObject({
      position: { x: Number(x), y: Number(y) },
      modes: { extrusion: 'relative', units: 'mm', positioning: 'absolute' },
      layer: { index: 0 },
    });
  });

  test('behind the last line the heaters are off', async () => {
    const end = await stateBefore(LINES.length);
    expect(end).toMatchObject({ layer: null, temperatures: { target: { bed: 0 } } });
    expect(end.extruder.filamentUsedMm).toBeGreaterThan(800);
  });
});

test('text', async () => {
  const { stdout } = await run3dpai(['gcode', 'state', FILE, '--line', '300']);
  expect(stdout).toMatchInlineSnapshot(`
    "prusaslicer/cube-verbose.gcode before line 300

    layer             2 at 0.53 mm
    feature           solid infill
    object            none
    position          X 116.581 mm, Y 114.435 mm, Z 0.53 mm
    homed             X, Y, Z
    extruder          T0, E 5.719 mm, 54.0 mm used, 0 mm retracted
    feedrate          3600 mm/min
    hotend            T0 210 °C
    bed               60 °C
    chamber           ?
    fan               100 %
    positions         absolute, in mm
    extrusion         relative
    speed factor      100 %
    flow factor       100 %
    acceleration      1000 mm/s²
    pressure advance  ?
    printer           Marlin’s default limits
    time              43.1s, 12m 33s left behind the line
    this line         0.093 s
    path              1120.0 mm
    "
  `);
});

test.each([
  [[], 'gcode state needs --line N'],
  [['--line', '0'], '--line cannot be "0"'],
  [['--line', '1.5'], '--line cannot be "1.5"'],
  [['--line', '-3'], '--line cannot be "-3"'],
  [['--line', '99999999'], 'ends with line 8,188; --line takes 1 to 8,189'],
])('%j is wrong use', async (words, message) => {
  const { exitCode, stdout, stderr } = await run3dpai(['gcode', 'state', FILE, ...words]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
});
