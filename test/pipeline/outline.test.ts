import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FIXTURES, run3dpai } from '../support/commandLine.ts';

const line = z.int().min(1);
const amount = z.number().min(0);
const point = z.tuple([z.number(), z.number(), z.number()]);
const certainty = z.enum(['known', 'inferred', 'unavailable']);

const feature = z.strictObject({
  role: z.string().min(1),
  rawName: z.string(),
  firstLine: line,
  lastLine: line,
  seconds: amount,
  startSeconds: amount,
  filamentMm: z.number(),
  continued: z.literal(true).optional(),
});

const outline = z.strictObject({
  file: z.string(),
  bytes: z.int().min(0),
  lines: z.int().min(0),
  slicer: z.strictObject({ name: z.string(), version: z.string() }).nullable(),
  flavor: z.enum(['klipper', 'marlin', 'reprap']),
  flavorSource: z.enum(['setting', 'file', 'default']),
  layerSource: z.enum(['marks', 'comments', 'inferred', 'none']),
  sections: z.array(
    z.strictObject({
      kind: z.enum(['start', 'layers', 'end']),
      firstLine: line,
      lastLine: line,
    }),
  ),
  layers: z.array(
    z.strictObject({
      index: z.int().min(0),
      number: z.int(),
      z: z.number().nullable(),
      zCertainty: certainty,
      height: z.number().nullable(),
      heightCertainty: certainty,
      firstLine: line,
      lastLine: line,
      firstByte: z.int().min(0),
      lastByte: z.int().min(0),
      seconds: amount,
      startSeconds: amount,
      filamentMm: z.number(),
      travelMm: amount,
      extrudeMm: amount,
      retractions: z.int().min(0),
      moves: z.int().min(0),
      features: z.array(feature),
    }),
  ),
  objects: z.array(
    z.looseObject({
      name: z.string(),
      ranges: z.array(z.strictObject({ firstLine: line, lastLine: line })),
      seconds: amount,
      filamentMm: z.number(),
    }),
  ),
  profile: z.strictObject({ name: z.string(), source: z.string() }),
  unknown: z.array(z.looseObject({ kind: z.string(), name: z.string(), line })),
  totals: z.strictObject({
    seconds: amount,
    filamentMm: z.number(),
    outsideLayersFilamentMm: z.number(),
    filamentMmByTool: z.array(z.number()),
    filamentG: z.number().positive().optional(),
    travelMm: amount,
    extrudeMm: amount,
    retractions: z.int().min(0),
    bounds: z.strictObject({ min: point, max: point }).nullable(),
  }),
});

type Outline = z.infer<typeof outline>;

async function outlineOf(words: readonly string[], input?: Uint8Array): Promise<Outline> {
  const options = input ? { input } : {};
  const { exitCode, stdout, stderr } = await run3dpai(
    ['gcode', 'outline', ...words, '--json'],
    options,
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return outline.parse(JSON.parse(stdout));
}

/** Sections tile the file, layers tile their section, features tile their layer, bytes tile too. */
function expectTiled({ lines, layers, sections }: Outline, bytes: Uint8Array): void {
  let next = 1;
  for (const section of sections) {
    expect(section.firstLine).toBe(next);
    next = section.lastLine + 1;
  }
  expect(next).toBe(lines + 1);
  const within = sections.find((section) => section.kind === 'layers');
  let nextLine = within?.firstLine;
  let nextByte = layers[0]?.firstByte;
  for (const layer of layers) {
    expect(layer.firstLine).toBe(nextLine);
    expect(layer.firstByte).toBe(nextByte);
    expect(bytes[layer.firstByte - 1]).toBe(10);
    let nextFeatureLine = layer.firstLine;
    for (const each of layer.features) {
      expect(each.firstLine).toBe(nextFeatureLine);
      nextFeatureLine = each.lastLine + 1;
    }
    expect(nextFeatureLine).toBe(layer.lastLine + 1);
    nextLine = layer.lastLine + 1;
    nextByte = layer.lastByte + 1;
  }
  if (within) expect(nextLine).toBe(within.lastLine + 1);
}

describe('--json', () => {
  test.each([
    ['prusaslicer/cube-verbose.gcode', 'PrusaSlicer', 'marks'],
    ['prusaslicer/badge-wipe-tower.gcode', 'PrusaSlicer', 'marks'],
    ['slic3r/cube-verbose.gcode', 'Slic3r', 'comments'],
    ['slic3r/vase-spiral.gcode', 'Slic3r', 'inferred'],
    ['cura/gear-raft.gcode', 'Cura', 'marks'],
    ['handmade/orcaslicer-klipper.gcode', 'OrcaSlicer', 'marks'],
    ['handmade/bambustudio-arcs.gcode', 'BambuStudio', 'marks'],
    ['handmade/superslicer.gcode', 'SuperSlicer', 'marks'],
  ])('%s', async (file, slicer, layerSource) => {
    const answer = await outlineOf([file]);
    const bytes = readFileSync(path.join(FIXTURES, file));
    expect(answer).toMatchObject({ file, bytes: bytes.length, slicer: { name: slicer } });
    expect(answer.layerSource).toBe(layerSource);
    expect(answer.layers.length).toBeGreaterThan(5);
    expectTiled(answer, bytes);
  });

  test('sums of the features are those of the layers and of the print', async () => {
    const { layers, totals } = await outlineOf(['prusaslicer/cube-verbose.gcode']);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
    for (const layer of layers) {
      expect(sum(layer.features.map((each) => each.filamentMm))).toBeCloseTo(layer.filamentMm, 5);
      expect(sum(layer.features.map((each) => each.seconds))).toBeCloseTo(layer.seconds, 1);
      expect(layer.features[0]?.startSeconds).toBe(layer.startSeconds);
      for (const [place, each] of layer.features.entries()) {
        const next = layer.features[place + 1] ?? layers[layer.index + 1];
        if (next) expect(each.startSeconds + each.seconds).toBeCloseTo(next.startSeconds, 2);
      }
    }
    expect(sum(layers.map((layer) => layer.filamentMm))).toBeCloseTo(totals.filamentMm, 4);
    expect(totals.filamentG).toBe(2.53);
  });

  test('stdin is read for -, and says the same', async () => {
    const file = 'handmade/superslicer.gcode';
    const input = readFileSync(path.join(FIXTURES, file));
    const { file: _named, ...fromFile } = await outlineOf([file]);
    const { file: stdin, ...fromStdin } = await outlineOf(['-'], input);
    expect(stdin).toBe('-');
    expect(fromStdin).toEqual(fromFile);
  });

  test('--flavor overrules the file', async () => {
    const file = 'prusaslicer/cube-verbose.gcode';
    expect(await outlineOf([file])).toMatchObject({ flavor: 'marlin', flavorSource: 'file' });
    expect(await outlineOf([file, '--flavor', 'reprap'])).toMatchObject({
      flavor: 'reprap',
      flavorSource: 'setting',
    });
  });

  test('a file without layers', async () => {
    const answer = await outlineOf(['broken/empty.gcode']);
    expect(answer).toMatchObject({ bytes: 0, lines: 0, slicer: null, layers: [], sections: [] });
    expect(answer.totals.bounds).toBeNull();
  });
});

describe('text', () => {
  test('a table of layers', async () => {
    const words = ['gcode', 'outline', 'handmade/superslicer.gcode'];
    const { stdout } = await run3dpai(words);
    expect(stdout).toMatchInlineSnapshot(`
      "handmade/superslicer.gcode, 84 kB, 3,334 lines, SuperSlicer 2.5.59, written for Klipper
      12 layers from the slicer's marks, 2m 44s with Klipper’s default limits, 266.8 mm filament (0.8 g)
      + 3 × homing/heating, not known
      7875.9 mm printed, 1335.1 mm travelled, 84 retractions
      X 86 to 133, Y 98 to 122, Z 0.2 to 2.4 mm

      layer    z  height      lines   time  filament  feature
          1  0.2     0.2     42-324  29.7s   37.4 mm  7 features
          2  0.4     0.2    325-608  15.5s   31.8 mm  6 features
          3  0.6     0.2    609-891  15.3s   31.8 mm  6 features
          4  0.8     0.2   892-1149   9.2s   11.1 mm  6 features
          5    1     0.2  1150-1407   9.3s   11.1 mm  6 features
          6  1.2     0.2  1408-1665   9.2s   11.1 mm  6 features
          7  1.4     0.2  1666-1923   9.3s   11.1 mm  6 features
          8  1.6     0.2  1924-2181   9.2s   11.1 mm  6 features
          9  1.8     0.2  2182-2411  11.2s   14.8 mm  7 features
         10    2     0.2  2412-2693  15.2s   31.8 mm  6 features
         11  2.2     0.2  2694-2975  15.3s   31.8 mm  6 features
         12  2.4     0.2  2976-3258  15.7s   31.8 mm  6 features

      role             time  filament
      solid infill   1m 05s  125.4 mm
      outer wall      33.6s   43.9 mm
      sparse infill   22.5s   23.3 mm
      inner wall      22.2s   40.3 mm
      top surface     11.8s   25.2 mm
      bridge           4.5s    3.4 mm
      skirt            4.2s    5.4 mm

      object                filament  ranges
      tile_stl_id_0_copy_0  161.1 mm      12
      disc_stl_id_1_copy_0  100.3 mm      12
      "
    `);
  });

  test('--features lists each of them', async () => {
    const file = 'handmade/superslicer.gcode';
    const { stdout } = await run3dpai(['gcode', 'outline', file, '--features']);
    const { layers } = await outlineOf([file]);
    for (const each of layers.flatMap((layer) => layer.features))
      expect(stdout).toMatch(
        new RegExp(` ${each.firstLine}-${each.lastLine}  .*${each.role}`, 'i'),
      );
  });

  test('a file without layers', async () => {
    const { stdout } = await run3dpai(['gcode', 'outline', 'broken/empty.gcode']);
    expect(stdout).toMatchInlineSnapshot(`
      "broken/empty.gcode, 0 bytes, 0 lines, slicer unknown, read as Klipper, as the file names no firmware
      No layers: nothing is printed.
      "
    `);
  });
});
