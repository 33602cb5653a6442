import { createHash } from 'node:crypto';
import { textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { checkedReading } from '#core/rules/checkedReading';
import type { AccelerometerRecord, AlignedRun, ImageScale } from '#core/run/alignedRun';
import type { SensorTable } from '#core/run/channels';
import { RUN_METADATA, type RunMetadata } from '#core/run/metadata';
import { RUN_FILE } from '#core/run/runFolder';
import { type RunPlan, runPlan } from '#core/run/runPlan';
import { readParquet } from '../dataset/parquetColumns.ts';
import { printerNamed } from '../dataset/printerNamed.ts';
import type { StageInput } from '../dataset/stage.ts';
import { openRawFolder, type RawFolder } from '../ingest/rawFolder.ts';
import { materialNamed } from '../simulate/materials.ts';
import { readImages } from './readImages.ts';
import { readWav } from './readWav.ts';

/** The part that aligning makes of a run. */
export const TIMELINE_PART = 'timeline.parquet';

/**
 * All of a run that features and detectors look at. Undefined where it was not aligned. What is missing or cannot
 * be read is left out: ingest and validate have said so.
 */
export async function readAlignedRun(
  input: StageInput,
  planOf: (gcode: Uint8Array, printer: MachineProfile | undefined) => RunPlan,
): Promise<AlignedRun | undefined> {
  const timeline = await input.read('align', TIMELINE_PART);
  const folder = await openRawFolder(input.rawFolder);
  const gcode = await folder.read(RUN_FILE.gcode);
  if (timeline === undefined || gcode === undefined) return undefined;
  const metadata = await metadataOf(folder);
  const accelerometer = await accelerometerOf(folder);
  const wav = await folder.read(RUN_FILE.audio);
  const sound = wav && readWav(wav);
  return {
    runId: input.runId,
    ...planOf(gcode, printerNamed(metadata?.printer_model ?? '')),
    timeline: await sensorTable(timeline),
    ...(accelerometer ? { accelerometer } : {}),
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

/** Columns of numbers; null is NaN. */
async function sensorTable(parquet: Uint8Array): Promise<SensorTable> {
  const { rowCount, columns } = await readParquet(parquet);
  const table = new Map<string, Float64Array>();
  for (const [name, data] of columns) {
    if (data instanceof Float64Array) table.set(name, data);
    else {
      const values = new Float64Array(rowCount);
      for (let i = 0; i < rowCount; i++) values[i] = numberOf(data[i]);
      table.set(name, values);
    }
  }
  return { rowCount, columns: table };
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : Number.NaN;
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

async function accelerometerOf(folder: RawFolder): Promise<AccelerometerRecord | undefined> {
  const bytes = await folder.read(RUN_FILE.accelerometer);
  if (bytes === undefined) return undefined;
  const read = await readParquet(bytes).catch(() => undefined);
  const [time, x, y, z] = ['time', 'x', 'y', 'z'].map((name) => {
    const data = read?.columns.get(name);
    return data && Float32Array.from(data as ArrayLike<number>, numberOf);
  });
  const seconds = read?.columns.get('time');
  if (!time || !x || !y || !z || !seconds || x.length < 2) return undefined;
  const begin = numberOf(seconds[0]);
  const rateHz = (x.length - 1) / (numberOf(seconds[x.length - 1]) - begin);
  const half = x.length >> 1;
  const isEven = Math.abs((numberOf(seconds[half]) - begin) * rateHz - half) <= UNEVEN * half;
  return rateHz > 0 && isEven ? { rateHz, startSourceSeconds: begin, x, y, z } : undefined;
}

function materialFacts(name: string): AlignedRun['material'] {
  const known = materialNamed(name);
  return {
    name,
    densityGPerCm3: known?.densityGPerCm3 ?? Number.NaN,
    specificHeatJPerGK: known?.specificHeatJPerGK ?? Number.NaN,
  };
}
