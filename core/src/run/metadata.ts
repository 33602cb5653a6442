import { z } from 'zod';

/**
 * metadata.json of a run. The first five fields are those of the planning documents; a file with just these
 * is accepted (profile `seed-v1`). Fields that are not known are kept.
 */
export const RUN_METADATA = z.looseObject({
  run_id: z.string().min(1).describe('Name of the run, unique in its dataset: run_00001.'),
  printer_model: z.string().describe('The printer, as people call it.'),
  material: z.string().describe('The filament: PLA, PETG, ABS …'),
  start_time: z.iso.datetime({ offset: true, local: true }).meta({
    description: 'When the print began, ISO 8601: 2026-01-15T10:00:00Z.',
    patternErrorMessage: 'Write date and time as in 2026-01-15T10:00:00Z.',
  }),
  scenario: z.string().describe('What was printed and why, in a few words.'),
  schema_version: z
    .literal(2)
    .optional()
    .describe('2 where the fields behind the first five are those of this schema.'),
  source: z
    .string()
    .optional()
    .describe('Who wrote the folder, as an ingest profile: sim-v1, seed-v1, klipper-moonraker …'),
  sim: z
    .object({
      model_version: z.string().describe('Version of the simulator.'),
      parameters: z
        .record(z.string(), z.number())
        .describe('Every number of the simulated printer, by name.'),
      seed: z.number().int().describe('All randomness comes from it: same seed, same bytes.'),
      noise: z.number().min(0).max(1).describe('0 is none, 1 all that there is.'),
      healthy_twin: z.string().optional().describe('run_id of the same run without its failure.'),
    })
    .optional()
    .describe('How a simulated run was made.'),
  clocks: z
    .array(z.object({ name: z.string(), files: z.array(z.string()) }))
    .optional()
    .describe('Clocks of the run, and which files have times of each.'),
  channels: z
    .array(
      z.object({ name: z.string(), unit: z.string(), rate_hz: z.number(), present: z.boolean() }),
    )
    .optional()
    .describe('Columns of sensors.csv; one that is not there says present: false.'),
  gcode: z
    .object({
      sha256: z.string(),
      slicer: z.string(),
      flavor: z.string(),
      layers: z.number().int(),
    })
    .optional()
    .describe('What print.gcode is, so that another file in its place is noticed.'),
  picture_scale: z
    .object({ mm_per_pixel: z.number().positive(), left_mm: z.number(), top_mm: z.number() })
    .optional()
    .describe(
      'How the pictures of layers lie on the bed: the size of a pixel and the upper left corner; X grows to the right, Y upwards.',
    ),
  labels: z
    .array(z.object({ kind: z.string(), onset_s: z.number(), severity: z.number() }))
    .optional()
    .describe('Failures with the second at which each began and how bad it was, 0 to 1.'),
  consent_id: z.string().optional().describe('Consent of the person whose print it is.'),
  provenance: z
    .array(z.looseObject({ activity: z.string() }))
    .optional()
    .describe('What made this run, step by step.'),
  files: z
    .record(z.string(), z.object({ sha256: z.string(), bytes: z.number().int() }))
    .optional()
    .describe('SHA-256 and size of every other file of the folder.'),
});

export type RunMetadata = z.infer<typeof RUN_METADATA>;

/** truth.json of a simulated run: what was injected and what the printer really did. */
export const RUN_TRUTH = z.object({
  run_id: z.string().describe('Name of the run.'),
  seed: z.number().int().describe('All randomness comes from it: same seed, same bytes.'),
  index: z.number().int().describe('Place in the virtual dataset, from 0.'),
  noise: z.number().min(0).max(1).describe('0 is none, 1 all that there is.'),
  healthy_twin: z
    .string()
    .nullable()
    .describe('run_id of the same run without its failures; equal to this one before the onset.'),
  cascade: z.string().nullable().describe('Where several failures follow from one: its name.'),
  failures: z
    .array(
      z.object({
        kind: z.string(),
        class: z.string().describe('thermal, mechanical, flow or electrical.'),
        onset_s: z.number().describe("When it began, seconds on the run's clock."),
        line: z.number().int().describe('Line of print.gcode at which it began, from 1.'),
        layer: z.number().int().nullable().describe('Layer in which it began.'),
        severity: z.number().gt(0).max(1).describe('How bad it was.'),
      }),
    )
    .describe('What was injected; empty for a healthy run.'),
  material: z.string(),
  parameters: z
    .record(z.string(), z.number())
    .describe('Every number of the simulated printer, by name.'),
  clock: z
    .object({
      scale: z.number(),
      stretches: z.array(
        z.object({
          planned_start_s: z
            .number()
            .describe('Planned print time at which the stretch begins, s.'),
          offset_s: z.number(),
        }),
      ),
    })
    .describe("From the sensors' clock to planned print time: scale × t + offset of the stretch."),
  layers: z
    .array(
      z.object({
        layer: z.number().int(),
        start_s: z.number(),
        end_s: z.number(),
        filament_commanded_mm: z.number().describe('Filament that the file asked for, mm.'),
        filament_deposited_mm: z.number().describe('Filament that was laid down, mm.'),
        hotend_mean_c: z.number().describe('Mean temperature of the block, °C.'),
        interlayer_c: z
          .number()
          .describe('Temperature of the layer below when this one is laid onto it, °C.'),
        offset_x_mm: z.number().describe('How far the layer lies from where it should, mm.'),
        offset_y_mm: z.number().describe('How far the layer lies from where it should, mm.'),
      }),
    )
    .describe('What each layer really became.'),
});

export type RunTruth = z.infer<typeof RUN_TRUTH>;

/** One line of events.jsonl. `t` is on the clock of the run, seconds. */
export const RUN_EVENT = z.looseObject({
  t: z.number(),
  event: z.enum([
    'print_start',
    'print_end',
    'layer',
    'hotend_target',
    'bed_target',
    'chamber_target',
    'wait_begin',
    'wait_end',
    'home',
    'fan',
    'tool',
    'pause',
    'resume',
    'filament_runout',
    'shutdown',
  ]),
  value: z.number().optional(),
  /** Byte of the G-code whose line brought it about. */
  file_position: z.number().int().optional(),
  message: z.string().optional(),
});

export type RunEvent = z.infer<typeof RUN_EVENT>;
