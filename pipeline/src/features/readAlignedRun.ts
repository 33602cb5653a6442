import { createHash } from 'node:crypto';
import { textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { checkedReading } from '#core/rules/checkedReading';
import type { AccelerometerRecord, AlignedRun, ImageScale } from '#core/run/alignedRun';
import { RUN_METADATA, type RunMetadata } from '#core/run/metadata';
import { RUN_FILE } from '#core/run/runFolder';
import { type RunPlan, runPlan } from '#core/run/runPlan';
import { ALIGN_PART } from '../align/stage.ts';
import { readParquet, readSensorParquet } from '../dataset/parquetColumns.ts';
import { printerNamed } from '../dataset/printerNamed.ts';
import type { StageInput } from '../dataset/stage.ts';
import { INGEST_PART } from '../ingest/ingestStage.ts';
import { openRawFolder, type RawFolder } from '../ingest/rawFolder.ts';
import { materialNamed } from '../simulate/materials.ts';
import { readImages } from './readImages.ts';
import { readWav } from './readWav.ts';

/**
 * All of a run that features and detectors look at. Undefined where it was not aligned. What is missing or cannot
 * be read is left out: ingest and validate have said so.
 */
export async function readAlignedRun(
  input: StageInput,
  planOf: (gcode: Uint8Array, printer: MachineProfile | undefined) => RunPlan,
): Promise<AlignedRun | undefined> {
  const timeline = await input.read('align', ALIGN_PART.timeline);
  const folder = await openRawFolder(input.rawFolder);
  const gcode = await folder.read(RUN_FILE.gcode);
  if (timeline === undefined || gcode === undefined) return undefined;
  const metadata = await metadataOf(folder);
  const accelerometer = await accelerometerOf(folder, await firstTimestamp(input));
  const wav = await folder.read(RUN_FILE.audio);
  const sound = wav && readWav(wav);
  return {
    runId: input.runId,
    ...planOf(gcode, printerNamed(metadata?.printer_model ?? '')),
    timeline: await readSensorParquet(timeline),
    ...(accelerometer ? { accelerometer } : {}),
    // A recording of the sound begins with the first row of the sensors.
    ...(sound ? { audio: { ...sound, startSourceSeconds: 0 } } : {}),
    images: await readImages(folder, scaleOf(metadata)),
    material: materialFacts(metadata?.material ?? ''),
  };
}

/** Many runs print the same file: the last few plans are kept. */
const KEPT_PLANS = 8;

export function rememberedRunPlans(
  profile: MachineProfile | undefined,
): (gcode: Uint8Array, printer: MachineProfile | undefined) => RunPlan {
  const kept = new Map<string, RunPlan>();
  return (gcode, printer) => {
    const own = profile ?? printer;
    const key = `${createHash('sha256').update(gcode).digest('hex')} ${own?.name ?? ''}`;
    const plan =
      kept.get(key) ??
      runPlan(checkedReading(textFromBytes(gcode), { flavor: 'auto', profile: own }).finish());
    kept.delete(key);
    kept.set(key, plan);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_PLANS && oldest !== undefined) kept.delete(oldest);
    return plan;
  };
}

async function metadataOf(folder: RawFolder): Promise<RunMetadata | undefined> {
  const bytes = await folder.read(RUN_FILE.metadata);
  if (bytes === undefined) return undefined;
  try {
    return RUN_METADATA.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

function scaleOf(metadata: RunMetadata | undefined): ImageScale | undefined {
  const scale = metadata?.picture_scale;
  return scale && { mmPerPixel: scale.mm_per_pixel, leftMm: scale.left_mm, topMm: scale.top_mm };
}

/** Samples that are not evenly spaced within a twentieth are no record that a spectrum can be made of. */
const UNEVEN = 0.05;

/** @param runBegin first timestamp of the sensors, on the same clock */
async function accelerometerOf(
  folder: RawFolder,
  runBegin: number,
): Promise<AccelerometerRecord | undefined> {
  const bytes = await folder.read(RUN_FILE.accelerometer);
  if (bytes === undefined) return undefined;
  const columns = (await readParquet(bytes).catch(() => undefined))?.columns;
  const time = columns?.get('time');
  const [x, y, z] = (['x', 'y', 'z'] as const).map((axis) => {
    const values = columns?.get(axis);
    if (values === undefined || values instanceof Float32Array) return values;
    return Float32Array.from(values, numberOf);
  });
  if (!time || !x || !y || !z || x.length < 2) return undefined;
  const begin = numberOf(time[0]);
  const rateHz = (x.length - 1) / (numberOf(time[x.length - 1]) - begin);
  const half = x.length >> 1;
  const isEven = Math.abs((numberOf(time[half]) - begin) * rateHz - half) <= UNEVEN * half;
  if (!(rateHz > 0 && isEven)) return undefined;
  return { rateHz, startSourceSeconds: begin - runBegin, x, y, z };
}

/** The timeline counts its source's seconds from there; what else is on that clock does not. */
async function firstTimestamp(input: StageInput): Promise<number> {
  const sensors = await input.read('ingest', INGEST_PART.sensors);
  if (sensors === undefined) return 0;
  const timestamps = (await readParquet(sensors)).columns.get('timestamp') ?? [];
  for (const value of timestamps) if (!Number.isNaN(numberOf(value))) return numberOf(value);
  return 0;
}

/** Of a cell: null is NaN. */
function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function materialFacts(name: string): AlignedRun['material'] {
  const known = materialNamed(name);
  return {
    name,
    densityGPerCm3: known?.densityGPerCm3 ?? Number.NaN,
    specificHeatJPerGK: known?.specificHeatJPerGK ?? Number.NaN,
  };
}
