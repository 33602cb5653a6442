import { z } from 'zod';

/**
 * metadata.json of a run. The first five fields are those of the planning documents; a file with just these
 * is accepted (profile `seed-v1`). Fields that are not known are kept.
 */
export const RUN_METADATA = z.looseObject({
  run_id: z.string().min(1),
  printer_model: z.string(),
  material: z.string(),
  /** ISO 8601. */
  start_time: z.iso.datetime({ offset: true, local: true }),
  scenario: z.string(),
  schema_version: z.literal(2).optional(),
  /** Who wrote the folder: an ingest profile. */
  source: z.string().optional(),
  sim: z
    .object({
      model_version: z.string(),
      parameters: z.record(z.string(), z.number()),
      seed: z.number().int(),
      noise: z.number().min(0).max(1),
      /** run_id of the same run without its failure. */
      healthy_twin: z.string().optional(),
    })
    .optional(),
  clocks: z.array(z.object({ name: z.string(), files: z.array(z.string()) })).optional(),
  channels: z
    .array(
      z.object({ name: z.string(), unit: z.string(), rate_hz: z.number(), present: z.boolean() }),
    )
    .optional(),
  gcode: z
    .object({
      sha256: z.string(),
      slicer: z.string(),
      flavor: z.string(),
      layers: z.number().int(),
    })
    .optional(),
  labels: z
    .array(z.object({ kind: z.string(), onset_s: z.number(), severity: z.number() }))
    .optional(),
  consent_id: z.string().optional(),
  provenance: z.array(z.looseObject({ activity: z.string() })).optional(),
  /** SHA-256 and size of every other file of the folder. */
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number().int() })).optional(),
});

export type RunMetadata = z.infer<typeof RUN_METADATA>;

/** truth.json of a simulated run: what was injected and what the printer really did. */
export const RUN_TRUTH = z.object({
  run_id: z.string(),
  seed: z.number().int(),
  index: z.number().int(),
  noise: z.number().min(0).max(1),
  healthy_twin: z.string().nullable(),
  /** Name of the cascade where several failures follow from one. */
  cascade: z.string().nullable(),
  failures: z.array(
    z.object({
      kind: z.string(),
      class: z.string(),
      onset_s: z.number(),
      /** Where on the G-code it began, from 1. */
      line: z.number().int(),
      layer: z.number().int().nullable(),
      severity: z.number().gt(0).max(1),
    }),
  ),
  material: z.string(),
  parameters: z.record(z.string(), z.number()),
  /** The map of the sensors' clock to planned print time: t = scale × t_source + offset of its stretch. */
  clock: z.object({
    scale: z.number(),
    stretches: z.array(
      z.object({
        /** Seconds of planned print time at which the stretch begins. */
        planned_start_s: z.number(),
        offset_s: z.number(),
      }),
    ),
  }),
  layers: z.array(
    z.object({
      layer: z.number().int(),
      start_s: z.number(),
      end_s: z.number(),
      /** Filament asked for and laid down, mm. */
      filament_commanded_mm: z.number(),
      filament_deposited_mm: z.number(),
      hotend_mean_c: z.number(),
      /** Temperature of the layer below when this one is laid onto it. */
      interlayer_c: z.number(),
      /** How far the layer lies from where it should, mm. */
      offset_x_mm: z.number(),
      offset_y_mm: z.number(),
    }),
  ),
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
