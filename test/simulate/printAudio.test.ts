import { describe, expect, test } from 'vitest';
import { textFromBytes } from '#core/gcode/text';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { type Toolpath, toolpathOf } from '#core/print/toolpath';
import type { SensorTable } from '#core/run/channels';
import { PARAMETERS, type Parameters } from '../../pipeline/src/simulate/parameters.ts';
import { AUDIO_RATE_HZ, printAudio } from '../../pipeline/src/simulate/printAudio.ts';
import type { Deposition } from '../../pipeline/src/simulate/simulatedRun.ts';
import { WAV_HEADER_BYTES } from '../../pipeline/src/simulate/wav.ts';

const parameters = Object.fromEntries(
  PARAMETERS.map(({ name, nominal }) => [name, nominal]),
) as Parameters;

function pathOf(gcode: string): Toolpath {
  const text = textFromBytes(new TextEncoder().encode(gcode));
  return toolpathOf(new Reading(text, { flavor: 'klipper' }, NO_COMPANION).finish());
}

/** Everything happens as planned. */
function depositionOf({ count, start, duration, seconds, filament }: Toolpath): Deposition {
  const none = new Float64Array(count);
  return {
    ...{ start, duration, pieceCount: count, seconds, deposited: filament.slice(0, count) },
    ...{ offsetX: none, offsetY: none, lift: none },
  };
}

type Columns = Readonly<Record<string, (t: number) => number>>;

function tableOf(seconds: number, columns: Columns): SensorTable {
  const rowCount = Math.floor(seconds * 20) + 1;
  const made = Object.entries({ timestamp: (t: number) => t, ...columns });
  return {
    rowCount,
    columns: new Map(
      made.map(([name, at]) => [
        name,
        Float64Array.from({ length: rowCount }, (_, i) => at(i / 20)),
      ]),
    ),
  };
}

interface Heard {
  readonly bytes: Uint8Array;
  readonly samples: Int16Array;
  /** How much of a frequency there is between two moments, of 32767. */
  level(hz: number, from: number, to: number): number;
}

function heard(gcode: string, columns: Columns = {}, noise = 0, seed = 1): Heard {
  const path = pathOf(gcode);
  const run = { clean: tableOf(path.seconds, columns), deposition: depositionOf(path) };
  const bytes = printAudio(path, run, { seed, noise, parameters });
  const samples = new Int16Array(bytes.slice(WAV_HEADER_BYTES).buffer);
  const level = (hz: number, from: number, to: number) => {
    let [re, im] = [0, 0];
    const [a, b] = [Math.floor(from * AUDIO_RATE_HZ), Math.floor(to * AUDIO_RATE_HZ)];
    for (let i = a; i < b; i++) {
      const angle = (2 * Math.PI * hz * i) / AUDIO_RATE_HZ;
      re += (samples[i] ?? 0) * Math.cos(angle);
      im += (samples[i] ?? 0) * Math.sin(angle);
    }
    return (2 * Math.hypot(re, im)) / (b - a);
  };
  return { bytes, samples, level };
}

/** 2 s along X at 60 mm/s: 300 full steps a second. */
const ALONG_X = 'G1 X0 Y0 F60000\nG1 X120 F3600\n';

test('the header says what the file is', () => {
  const { bytes, samples } = heard(ALONG_X);
  const view = new DataView(bytes.buffer);
  const word = (at: number) => String.fromCharCode(...bytes.slice(at, at + 4));
  expect([word(0), word(8), word(12), word(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
  expect(view.getUint32(4, true)).toBe(bytes.length - 8);
  expect([20, 22, 32, 34].map((at) => view.getUint16(at, true))).toEqual([1, 1, 2, 16]);
  expect([24, 28].map((at) => view.getUint32(at, true))).toEqual([8_000, 16_000]);
  expect(view.getUint32(40, true)).toBe(samples.length * 2);
  expect(samples.length).toBe(Math.round(pathOf(ALONG_X).seconds * 8_000));
});

describe('motors', () => {
  test('X sings at its full steps, with a second harmonic', () => {
    const { level } = heard(ALONG_X);
    expect(level(300, 0.5, 1.5)).toBeGreaterThan(3_000);
    expect(level(600, 0.5, 1.5)).toBeGreaterThan(1_000);
    for (const hz of [150, 225, 400, 900, 1_500]) expect(level(hz, 0.5, 1.5)).toBeLessThan(60);
  });

  test('on a slanted way X and Y have tones of their own', () => {
    // 3 : 4, at 50 mm/s: 150 and 200 steps a second.
    const { level } = heard('G1 X0 Y0 F60000\nG1 X60 Y80 F3000\n');
    expect(level(150, 0.5, 1.5)).toBeGreaterThan(3_000);
    expect(level(200, 0.5, 1.5)).toBeGreaterThan(3_000);
    expect(level(250, 0.5, 1.5)).toBeLessThan(60);
  });

  test('the tone rises and falls with the trapezoid', () => {
    const text = 'SET_VELOCITY_LIMIT ACCEL=50\nG1 X0 Y0 F60000\nG1 X100 F6000\n';
    const path = pathOf(text);
    const { level } = heard(text);
    const [at] = [path.count - 1];
    for (const t of [0.5, 1]) {
      const hz = 5 * 50 * t;
      const begin = path.start[at] ?? 0;
      const here = level(hz, begin + t - 0.04, begin + t + 0.04);
      expect(here).toBeGreaterThan(2 * level(hz * 1.6, begin + t - 0.04, begin + t + 0.04));
    }
  });

  test('silence while nothing moves', () => {
    const { samples } = heard('G4 P1000\nG1 X0 Y0 F600\n');
    expect(samples.slice(0, 8_000).every((each) => each === 0)).toBe(true);
  });

  test('speeds above what the rate can carry do not come back as other tones', () => {
    const text =
      'SET_VELOCITY_LIMIT VELOCITY=2000 ACCEL=100000\nG1 X0 Y0 F60000\nG1 X1800 F108000\n';
    const { level } = heard(text);
    for (let hz = 100; hz < 3_900; hz += 180) expect(level(hz, 0.4, 0.8)).toBeLessThan(120);
  });
});

describe('other sounds', () => {
  const STILL = 'G4 P2000\n';

  test('the fan hums with its blades, louder when faster', () => {
    const slow = heard(STILL, { fan_speed: () => 2_600 });
    const fast = heard(STILL, { fan_speed: () => 5_200 });
    expect(fast.level((5_200 / 60) * 7, 0.5, 1.5)).toBeGreaterThan(1_000);
    expect(slow.level((2_600 / 60) * 7, 0.5, 1.5)).toBeGreaterThan(200);
    expect(slow.level((2_600 / 60) * 7, 0.5, 1.5)).toBeLessThan(500);
  });

  test('the extruder clicks where it slips, an axis knocks where it loses steps', () => {
    const loud = ({ samples }: Heard, from: number, to: number) =>
      samples.slice(from * AUDIO_RATE_HZ, to * AUDIO_RATE_HZ).filter((each) => each > 4_000).length;
    for (const channel of ['extruder_load', 'axis_load']) {
      const sound = heard(STILL, { [channel]: (t) => (t >= 1 && t < 1.5 ? 1 : 0.9) });
      expect(loud(sound, 0, 1)).toBe(0);
      expect(loud(sound, 1, 1.5)).toBeGreaterThan(20);
      expect(loud(sound, 1.8, 2)).toBe(0);
    }
  });

  test('noise grows with the level and depends on the seed alone', () => {
    const power = ({ samples }: Heard) =>
      Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
    const [none, half, full] = [0, 0.5, 1].map((noise) => heard(STILL, {}, noise)) as [
      Heard,
      Heard,
      Heard,
    ];
    expect(power(none)).toBe(0);
    expect(power(full)).toBeGreaterThan(300);
    expect(power(half) / power(full)).toBeCloseTo(0.5, 1);
    expect(heard(STILL, {}, 1).bytes).toEqual(full.bytes);
    expect(heard(STILL, {}, 1, 2).bytes).not.toEqual(full.bytes);
  });

  test('everything at once stays inside of 16 bits', () => {
    const sound = heard(
      'G1 X0 Y0 Z0 F60000\nM83\nG1 X60 Y80 Z1 E20 F3000\n',
      { fan_speed: () => 9_000, extruder_load: () => 2, axis_load: () => 2 },
      1,
    );
    const steps = sound.samples.slice(1).map((each, i) => Math.abs(each - (sound.samples[i] ?? 0)));
    // A sum that ran over would jump from one end to the other.
    expect(Math.max(...steps)).toBeLessThan(40_000);
  });
});
