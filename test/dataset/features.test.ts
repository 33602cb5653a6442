import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHANNELS } from '#core/run/channels';
import { LAYER_ROW_FEATURES, RUN_FEATURES } from '#core/run/features/all';
import { drawPlannedLayer, emptyMask } from '#core/run/features/plannedMask';
import { RUN_FILE } from '#core/run/runFolder';
import { readParquet } from '../../pipeline/src/dataset/parquetColumns.ts';
import type { StageInput } from '../../pipeline/src/dataset/stage.ts';
import { sensorParquet } from '../../pipeline/src/dataset/writeParquet.ts';
import { readImage } from '../../pipeline/src/features/readImages.ts';
import { readWav } from '../../pipeline/src/features/readWav.ts';
import { FEATURES_PART, featuresStage } from '../../pipeline/src/features/stage.ts';
import { accelParquet } from '../../pipeline/src/simulate/accelParquet.ts';
import { wavOf } from '../../pipeline/src/simulate/wav.ts';
import { exactRun, planOf, squares } from '../support/alignedRun.ts';
import { bytesOf } from '../support/gcodeText.ts';

const GCODE = squares(3, 20);
const SCALE = { mm_per_pixel: 0.2, left_mm: 0, top_mm: 40 };
const METADATA = {
  run_id: 'run_00001',
  printer_model: 'bench',
  material: 'PLA',
  start_time: '2026-01-15T10:00:00Z',
  scenario: 'healthy',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), '3dpai-features-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rawRun(name: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const path = join(folder, name);
  for (const [file, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), bytes);
  }
  return path;
}

function inputOf(rawFolder: string, timeline: Uint8Array | undefined): StageInput {
  return {
    runId: 'run_00001',
    rawFolder,
    read: async (stage, part) =>
      stage === 'align' && part === 'timeline.parquet' ? timeline : undefined,
    record: () => undefined,
  };
}

const required = {
  [RUN_FILE.gcode]: bytesOf(GCODE),
  [RUN_FILE.metadata]: bytesOf(JSON.stringify(METADATA)),
};

const timeline = () =>
  sensorParquet(exactRun(GCODE, { temperature: 200, target_temperature: 200 }).timeline);

/** A picture of the plan of each layer, plastic in orange on a dark bed. */
function pictures(): Record<string, Uint8Array> {
  const plan = planOf(GCODE);
  const mask = emptyMask(200, 200);
  const scale = { mmPerPixel: 0.2, leftMm: 0, topMm: 40 };
  return Object.fromEntries(
    plan.layers.map((_, i) => {
      drawPlannedLayer(mask, plan, i + 1, scale);
      const data = new Uint8Array(200 * 200 * 3);
      for (const [at, pixel] of mask.pixels.entries())
        data.set(pixel === 1 ? [240, 140, 60] : [60, 60, 70], 3 * at);
      const png = encode({ width: 200, height: 200, data, channels: 3 });
      return [`images/layer_${String(i + 1).padStart(3, '0')}.png`, new Uint8Array(png)];
    }),
  );
}

test('features of a run and of its layers, from the files of the run', async () => {
  const seconds = planOf(GCODE).toolpath.seconds;
  const wave = (i: number, rate: number, hertz: number) =>
    Math.sin((2 * Math.PI * hertz * i) / rate);
  const sine = Float32Array.from({ length: Math.ceil(seconds * 1000) }, (_, i) =>
    wave(i, 1000, 50),
  );
  const sound = Int16Array.from({ length: Math.ceil(seconds * 8000) }, (_, i) =>
    Math.round(16_384 * wave(i, 8000, 440)),
  );
  const raw = await rawRun('whole', {
    ...required,
    [RUN_FILE.metadata]: bytesOf(JSON.stringify({ ...METADATA, picture_scale: SCALE })),
    [RUN_FILE.accelerometer]: accelParquet({ rateHz: 1000, x: sine, y: sine, z: sine }),
    [RUN_FILE.audio]: wavOf(sound, 8000),
    ...pictures(),
  });
  const { verdict, facts, parts } = await featuresStage().run(inputOf(raw, timeline()));
  expect(verdict).toBe('accept');
  expect(facts).toMatchObject({
    aligned: true,
    layers: 3,
    features: RUN_FEATURES.length,
    anomalies: 0,
  });
  const ofRun = await readParquet(parts.get(FEATURES_PART.run)!);
  expect(ofRun.rowCount).toBe(1);
  expect([...ofRun.columns.keys()]).toEqual(RUN_FEATURES.map(({ name }) => name));
  const value = (name: string) => ofRun.columns.get(name)?.[0] as number | null;
  expect(value('hotend_temperature_mean')).toBe(200);
  expect(value('vibration_x_rms')).toBeCloseTo(Math.SQRT1_2, 2);
  expect(value('audio_rms_db')).toBeCloseTo(-9, 0);
  expect(value('image_iou')).toBe(1);
  expect(value('bed_temperature_mean')).toBeNull();
  const ofLayers = await readParquet(parts.get(FEATURES_PART.layers)!);
  expect([...ofLayers.columns.keys()]).toEqual([
    'layer',
    ...LAYER_ROW_FEATURES.map(({ name }) => name),
  ]);
  expect([...(ofLayers.columns.get('layer') ?? [])]).toEqual([1, 2, 3]);
  expect(JSON.parse(new TextDecoder().decode(parts.get(FEATURES_PART.anomalies)))).toEqual([]);
});

test('the same run gives the same bytes', async () => {
  const raw = await rawRun('again', required);
  const [first, second] = await Promise.all(
    [0, 1].map(() => featuresStage().run(inputOf(raw, timeline()))),
  );
  expect([...first!.parts]).toEqual([...second!.parts]);
});

test('anomalies name detector, time and row', async () => {
  const raw = await rawRun('odd', required);
  const columns = { filament_present: (t: number) => (t < 5 ? 1 : 0) };
  const odd = sensorParquet(exactRun(GCODE, columns).timeline);
  const { parts, facts } = await featuresStage().run(inputOf(raw, odd));
  expect(facts.detectors).toBe('filament_absence');
  const [anomaly] = JSON.parse(new TextDecoder().decode(parts.get(FEATURES_PART.anomalies)));
  expect(anomaly).toMatchObject({
    detector: 'filament_absence',
    startSeconds: 5,
    score: 1,
    peakRow: 100,
  });
});

test('a run that was not aligned has no parts, and no error of its own', async () => {
  const raw = await rawRun('unaligned', required);
  const { parts, facts, findings } = await featuresStage().run(inputOf(raw, undefined));
  expect(parts.size).toBe(0);
  expect(facts).toEqual({ aligned: false });
  expect(findings).toEqual([]);
});

test('files that cannot be read are as good as missing', async () => {
  const raw = await rawRun('broken', {
    [RUN_FILE.gcode]: bytesOf(GCODE),
    [RUN_FILE.metadata]: bytesOf('{'),
    [RUN_FILE.accelerometer]: bytesOf('no parquet'),
    [RUN_FILE.audio]: bytesOf('no wav'),
    'images/layer_001.png': bytesOf('no png'),
  });
  const { parts } = await featuresStage().run(inputOf(raw, timeline()));
  const { columns } = await readParquet(parts.get(FEATURES_PART.run)!);
  for (const name of ['vibration_x_rms', 'audio_rms_db', 'image_blur'])
    expect(columns.get(name)?.[0], name).toBeNull();
});

test('a run that has nothing but the columns of the planning documents has features of them', async () => {
  const raw = await rawRun('seed', required);
  const kept = new Set(['temperature', 'position_x', 'position_y', 'position_z', 'vibration']);
  const nothing = Object.fromEntries(
    CHANNELS.filter(({ name }) => !kept.has(name)).map(({ name }) => [name, Number.NaN]),
  );
  const seed = sensorParquet(
    exactRun(GCODE, { ...nothing, temperature: 200, vibration: 1 }).timeline,
  );
  const { parts } = await featuresStage().run(inputOf(raw, seed));
  const { columns } = await readParquet(parts.get(FEATURES_PART.run)!);
  expect(columns.get('vibration_rms')?.[0]).toBe(1);
  expect(columns.get('position_error_max')?.[0]).toBeCloseTo(0, 6);
});

const text = (...words: readonly (string | readonly number[])[]) =>
  Uint8Array.from(words.flatMap((word) => (typeof word === 'string' ? [...bytesOf(word)] : word)));
const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
const u16 = (value: number) => [value & 255, value >> 8];

function wav(kind: number, bits: number, channels: number, data: readonly number[]): Uint8Array {
  const bytesPerFrame = (channels * bits) / 8;
  return text(
    'RIFF',
    u32(36 + data.length),
    'WAVEfmt ',
    u32(16),
    [...u16(kind), ...u16(channels), ...u32(1000), ...u32(1000 * bytesPerFrame)],
    [...u16(bytesPerFrame), ...u16(bits)],
    'data',
    u32(data.length),
    data,
  );
}

test.each([
  ['8 bits', wav(1, 8, 1, [128, 192, 0]), [0, 0.5, -1]],
  ['16 bits', wav(1, 16, 1, [0, 0, 0, 64, 0, 128]), [0, 0.5, -1]],
  ['24 bits', wav(1, 24, 1, [0, 0, 0, 0, 0, 64, 0, 0, 128]), [0, 0.5, -1]],
  ['32 bits', wav(1, 32, 1, [0, 0, 0, 64, 0, 0, 0, 128]), [0.5, -1]],
  ['floating point', wav(3, 32, 1, [0, 0, 0, 63]), [0.5]],
  ['the first of two channels', wav(1, 16, 2, [0, 64, 1, 1, 0, 128, 1, 1]), [0.5, -1]],
  ['less than the header says', wav(1, 16, 1, [0, 64, 0, 128]).subarray(0, 46), [0.5]],
])('a WAV file of %s', (_, bytes, samples) => {
  const sound = readWav(bytes);
  expect(sound?.rateHz).toBe(1000);
  expect([...sound!.samples]).toEqual(samples);
});

test.each([
  ['nothing', new Uint8Array()],
  ['no WAV', text('RIFFxxxxWAVEdata', u32(4), [1, 2, 3, 4])],
  ['compressed', wav(0x55, 16, 1, [0, 0])],
])('%s is no sound', (_, bytes) => {
  expect(readWav(bytes)).toBeUndefined();
});

test('pictures with and without colours, of 8 and of 16 bits', () => {
  const colour = encode({
    width: 2,
    height: 1,
    channels: 3,
    data: Uint8Array.of(240, 140, 60, 50, 50, 50),
  });
  expect(readImage(1, colour, undefined)).toMatchObject({
    layer: 1,
    width: 2,
    height: 1,
    grey: Uint8Array.of(161, 50),
    chroma: Uint8Array.of(180, 0),
  });
  const deep = encode({
    width: 2,
    height: 1,
    channels: 1,
    depth: 16,
    data: Uint16Array.of(0xff00, 0x80ff),
  });
  const image = readImage(2, deep, undefined);
  expect(image?.grey).toEqual(Uint8Array.of(255, 128));
  expect(image?.chroma).toBeUndefined();
});
