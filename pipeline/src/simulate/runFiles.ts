import { CHANNELS } from '#core/run/channels';
import type { RunMetadata } from '#core/run/metadata';
import { layerImageName, RUN_FILE } from '#core/run/runFolder';
import { accelParquet } from './accelParquet.ts';
import { imageScale, layerImages } from './layerImage.ts';
import { AUDIO_RATE_HZ, printAudio } from './printAudio.ts';
import type { Scenario } from './scenario.ts';
import { sensorsCsv } from './sensorsCsv.ts';
import { SENSOR_RATE_HZ, type SimulatedRun } from './simulatedRun.ts';
import type { SimulationInput } from './simulationInput.ts';
import {
  MODEL_VERSION,
  type RequestRecord,
  type SimulationRequest,
  sha256,
} from './simulationRequest.ts';
import type { RunFiles } from './writeRun.ts';

/** A G-code file with what metadata.json says of it. */
export interface PrintedFile {
  readonly bytes: Uint8Array;
  readonly facts: NonNullable<RunMetadata['gcode']>;
  /** As the profile names the printer. */
  readonly printer: string;
}

/** All files of a run folder. The same run gives the same bytes on every machine. */
export function runFiles(
  input: SimulationInput,
  printed: PrintedFile,
  scenario: Scenario,
  run: SimulatedRun,
  wanted: Pick<SimulationRequest, 'images' | 'audio' | 'accelerometer'>,
  record: RequestRecord,
): RunFiles {
  const files = new Map<string, Uint8Array>();
  files.set(RUN_FILE.gcode, printed.bytes);
  files.set(RUN_FILE.sensors, sensorsCsv(run.noisy));
  files.set(RUN_FILE.clean, sensorsCsv(run.clean));
  files.set(RUN_FILE.events, linesOf(run.events));
  files.set(RUN_FILE.truth, documentOf(run.truth));
  if (wanted.accelerometer) files.set(RUN_FILE.accelerometer, accelParquet(run.accelerometer));
  if (wanted.audio) files.set(RUN_FILE.audio, printAudio(input.path, run, scenario));
  if (wanted.images)
    for (const { number, png } of layerImages(input, run.deposition))
      files.set(layerImageName(number), png);
  files.set(
    RUN_FILE.metadata,
    documentOf({
      ...metadataOf(printed, scenario, run, files, wanted, record),
      ...(wanted.images ? pictureScale(input) : {}),
    }),
  );
  return files;
}

function metadataOf(
  { facts, printer }: PrintedFile,
  scenario: Scenario,
  run: SimulatedRun,
  files: RunFiles,
  wanted: Pick<SimulationRequest, 'images' | 'audio' | 'accelerometer'>,
  record: RequestRecord,
): RunMetadata {
  const { runId, material, seed, parameters, noise, healthyTwin } = scenario;
  return {
    run_id: runId,
    printer_model: printer,
    material: material.name,
    start_time: startTime(seed),
    scenario: scenarioName(scenario),
    schema_version: 2,
    source: 'sim-v1',
    duration_s: run.deposition.seconds,
    sim: {
      model_version: MODEL_VERSION,
      parameters,
      seed,
      noise,
      ...(healthyTwin === undefined ? {} : { healthy_twin: healthyTwin }),
    },
    clocks: [{ name: 'printer', files: [...files.keys()].filter((name) => isTimed(name)) }],
    channels: channelsOf(run, wanted),
    gcode: facts,
    labels: run.truth.failures.map(({ kind, onset_s, severity }) => ({ kind, onset_s, severity })),
    provenance: [record],
    files: Object.fromEntries(
      [...files].map(([name, bytes]) => [name, { sha256: sha256(bytes), bytes: bytes.length }]),
    ),
  };
}

/** How the pictures lie on the bed, so that they can be compared with the plan. */
function pictureScale(input: SimulationInput): Partial<Pick<RunMetadata, 'picture_scale'>> {
  const scale = imageScale(input);
  if (!scale) return {};
  const { mmPerPixel, leftMm, topMm } = scale;
  return { picture_scale: { mm_per_pixel: mmPerPixel, left_mm: leftMm, top_mm: topMm } };
}

/** `healthy`, a failure, a cascade, or failures with `+` in between. */
export function scenarioName({
  failures,
  cascade,
}: Pick<Scenario, 'failures' | 'cascade'>): string {
  if (cascade !== undefined) return cascade;
  return failures.map(({ kind }) => kind).join('+') || 'healthy';
}

const SECONDS_OF_A_YEAR = 365 * 86_400;
const FIRST_START_MS = Date.UTC(2025, 0, 1);

/** A run has no time of day, but the format asks for one: some second of 2025 that the seed decides. */
function startTime(seed: number): string {
  return new Date(FIRST_START_MS + (seed % SECONDS_OF_A_YEAR) * 1_000).toISOString();
}

const TIMED: readonly string[] = [
  ...([RUN_FILE.sensors, RUN_FILE.clean, RUN_FILE.events] as const),
  ...([RUN_FILE.accelerometer, RUN_FILE.audio] as const),
];

function isTimed(name: string): boolean {
  return TIMED.includes(name);
}

function channelsOf(
  { noisy, accelerometer }: SimulatedRun,
  wanted: Pick<SimulationRequest, 'images' | 'audio' | 'accelerometer'>,
): NonNullable<RunMetadata['channels']> {
  const columns = CHANNELS.map(({ name, unit }) => {
    const present = noisy.columns.get(name)?.some((value) => !Number.isNaN(value)) ?? false;
    return { name, unit, rate_hz: SENSOR_RATE_HZ, present };
  });
  return [
    ...columns,
    {
      name: 'accelerometer',
      unit: 'm/s²',
      rate_hz: accelerometer.rateHz,
      present: wanted.accelerometer,
    },
    { name: 'audio', unit: '', rate_hz: AUDIO_RATE_HZ, present: wanted.audio },
    { name: 'layer_images', unit: '', rate_hz: 0, present: wanted.images },
  ];
}

function documentOf(document: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}

function linesOf(entries: readonly object[]): Uint8Array {
  return new TextEncoder().encode(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}
