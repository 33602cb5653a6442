import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { FIXTURES, run3dpai } from '../support/commandLine.ts';

const meta = z.strictObject({
  file: z.string(),
  size: z.int().min(0),
  slicer: z.string().optional(),
  slicer_version: z.string().optional(),
  gcode_start_byte: z.int().optional(),
  gcode_end_byte: z.int().optional(),
  layer_count: z.int().optional(),
  object_height: z.number().optional(),
  estimated_time: z.number().optional(),
  nozzle_diameter: z.number().optional(),
  layer_height: z.number().optional(),
  first_layer_height: z.number().optional(),
  first_layer_extr_temp: z.number().optional(),
  first_layer_bed_temp: z.number().optional(),
  chamber_temp: z.number().optional(),
  filament_name: z.string().optional(),
  filament_type: z.string().optional(),
  filament_colors: z.array(z.string()).optional(),
  extruder_colors: z.array(z.string()).optional(),
  filament_temps: z.array(z.number()).optional(),
  filament_total: z.number().optional(),
  filament_weight_total: z.number().optional(),
  filament_weights: z.array(z.number()).optional(),
  filament_change_count: z.int().optional(),
  mmu_print: z.int().optional(),
  referenced_tools: z.array(z.int()).optional(),
  printer_vendor: z.string().optional(),
  printer_model: z.string().optional(),
  printer_variant: z.string().optional(),
  profile_version: z.string().optional(),
  thumbnails: z
    .array(
      z.strictObject({
        width: z.int().positive(),
        height: z.int().positive(),
        size: z.int().positive(),
        format: z.enum(['PNG', 'JPG', 'QOI']),
        firstLine: z.int().positive(),
        lastLine: z.int().positive(),
        lengthMismatch: z.literal(true).optional(),
      }),
    )
    .optional(),
  config: z.record(z.string(), z.string()),
});

async function metaOf(file: string): Promise<z.infer<typeof meta>> {
  const { exitCode, stdout, stderr } = await run3dpai(['gcode', 'meta', file, '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return meta.parse(JSON.parse(stdout));
}

test.each(['ps_cube_verbose_rel', 'ps_vase', 's3_cube_verbose'])(
  '%s: what Moonraker says',
  async (name) => {
    const file = path.join(FIXTURES, 'moonraker', name);
    const answer = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
    expect(await metaOf(`${file}.gcode`)).toMatchObject(answer);
  },
);

test.each([
  'prusaslicer/badge-wipe-tower.gcode',
  'cura/cube-front-end.gcode',
  'handmade/orcaslicer-klipper.gcode',
  'handmade/bambustudio-arcs.gcode',
  'broken/empty.gcode',
])('%s fits the schema', async (file) => {
  expect(await metaOf(file)).toMatchObject({
    file,
    size: readFileSync(path.join(FIXTURES, file)).length,
  });
});

test('text', async () => {
  const { stdout } = await run3dpai(['gcode', 'meta', 'prusaslicer/badge-wipe-tower.gcode']);
  expect(stdout).toMatchInlineSnapshot(`
    "prusaslicer/badge-wipe-tower.gcode

    size                   180473 (180 kB)
    slicer                 PrusaSlicer
    slicer_version         2.5.0
    gcode_start_byte       541
    gcode_end_byte         171495
    object_height          8
    estimated_time         761 (12m 41s)
    nozzle_diameter        0.4
    layer_height           0.3
    first_layer_height     0.3
    first_layer_extr_temp  215
    first_layer_bed_temp   60
    filament_name          Plain PLA;Plain PETG
    filament_type          PLA;PETG
    filament_colors        #F2994A, #2F80ED
    extruder_colors        #F2994A, #2F80ED
    filament_temps         210, 235
    filament_total         955.96 (956.0 mm)
    filament_weight_total  2.87
    filament_weights       2, 0.87
    filament_change_count  5
    mmu_print              1
    referenced_tools       -
    printer_model          Bedslinger 220

    264 settings (listed with --config)
    "
  `);
});

test('--config lists the settings', async () => {
  const { stdout } = await run3dpai(['gcode', 'meta', 'cura/cube-front-end.gcode', '--config']);
  expect(stdout).toContain('\nsettings\n  layer_height = 0.25\n');
});
