import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlignedRun, LayerImage, TimelineColumn } from '#core/run/alignedRun';
import { CHANNELS } from '#core/run/channels';
import { DETECTORS, detectAnomalies } from '#core/run/detectors/all';
import { drawPlannedLayer, emptyMask } from '#core/run/features/plannedMask';
import { type ColumnValues, exactRun, planOf, squares } from '../../../support/alignedRun.ts';
import { evenNoises } from '../../../support/noise.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

type Columns = Partial<Record<TimelineColumn, ColumnValues>>;

/** Twelve layers, a bit more than a minute. */
const GCODE = squares(12, 40);
const plan = exactRun(GCODE);
const planned = (name: TimelineColumn) => plan.timeline.columns.get(name)!;
/** From here on something is wrong. */
const ONSET_S = 40;
const noise = evenNoises(8 * planned('t').length, 11);
const jitter = (row: number, channel: number, size: number) => size * noise[8 * row + channel]!;

/** What presses against the nozzle; a retraction is over before the pressure has followed. */
const flow = planned('flow').map((value) => Math.min(4, Math.max(0, value)));
const LOSS_W_PER_K = 0.155 + 0.0614;

/** A printer that does what it should, with readings as noisy as real ones. */
const HEALTHY: Columns = {
  temperature: (_, row) => 200 + jitter(row, 0, 0.5),
  target_temperature: 200,
  bed_temperature: (_, row) => 60 + jitter(row, 1, 0.5),
  bed_target: 60,
  heater_power: (_, row) => 177 * LOSS_W_PER_K + jitter(row, 2, 3),
  bed_power: 60,
  power: (_, row) => 177 * LOSS_W_PER_K + 60 + 25 + jitter(row, 2, 3),
  voltage: (_, row) => 24 + jitter(row, 3, 0.1),
  fan: 1,
  fan_speed: (_, row) => 5000 + jitter(row, 4, 50),
  position_x: (_, row) => planned('commanded_x')[row]! + jitter(row, 5, 0.02),
  filament_position: (_, row) => planned('commanded_extruder')[row]! + jitter(row, 6, 0.02),
  filament_present: 1,
  extruder_load: (_, row) => 0.08 + 0.07 * flow[row]! + jitter(row, 7, 0.02),
  axis_load: (_, row) => 0.3 + jitter(row, 7, 0.02),
};

/** `sound` before the onset, `failing` from then on. */
function fails(name: TimelineColumn, failing: ColumnValues): Columns {
  const sound = HEALTHY[name]!;
  const at = (values: ColumnValues, seconds: number, row: number) =>
    typeof values === 'number' ? values : values(seconds, row);
  return {
    [name]: (seconds: number, row: number) => at(seconds < ONSET_S ? sound : failing, seconds, row),
  };
}

const detected = (columns: Columns, parts: Partial<AlignedRun> = {}) =>
  detectAnomalies(exactRun(GCODE, { ...HEALTHY, ...columns }, parts));

interface Case {
  readonly detector: string;
  readonly columns: Columns;
  /** How long it may take, s. */
  readonly within: number;
}

const CASES: readonly Case[] = [
  {
    detector: 'temperature_spike',
    columns: fails('temperature', (t) => 200 + Math.min(30, 2 * (t - ONSET_S))),
    within: 4,
  },
  {
    detector: 'temperature_spike',
    columns: fails('bed_temperature', (t) => 60 - 0.5 * (t - ONSET_S)),
    within: 12,
  },
  {
    // The fan stands still: the block needs less.
    detector: 'power_draw_anomaly',
    columns: {
      ...fails('heater_power', () => 177 * 0.155),
      ...fails('power', () => 177 * 0.155 + 60 + 25),
    },
    within: 15,
  },
  { detector: 'power_draw_anomaly', columns: fails('power', () => 140), within: 10 },
  {
    // Its switch is stuck: it warms slowly, and goes on drawing.
    detector: 'power_draw_anomaly',
    columns: {
      ...fails('temperature', (t) => 200 + Math.min(2.5, 0.2 * (t - ONSET_S))),
      ...fails('heater_power', () => 177 * LOSS_W_PER_K + 22.31 * 0.2),
      ...fails('power', () => 177 * LOSS_W_PER_K + 22.31 * 0.2 + 60 + 25),
    },
    within: 15,
  },
  {
    detector: 'position_error',
    columns: fails('position_x', (_, row) => planned('commanded_x')[row]! + 0.8),
    within: 2,
  },
  {
    detector: 'extrusion_rate_drop',
    columns: fails('filament_position', (_, row) => {
      const onset = planned('t').findIndex((t) => t >= ONSET_S);
      const told = planned('commanded_extruder');
      return told[onset]! + 0.7 * (told[row]! - told[onset]!);
    }),
    within: 5,
  },
  {
    detector: 'stepper_load_increase',
    columns: fails('extruder_load', (_, row) => 0.08 + 0.12 * flow[row]!),
    within: 5,
  },
  {
    detector: 'stepper_load_increase',
    columns: fails('axis_load', (t) => (t < ONSET_S + 0.1 ? 1.2 : 0.3)),
    within: 0.1,
  },
  {
    detector: 'stepper_load_drop',
    columns: fails('extruder_load', (_, row) => 0.08 + 0.03 * flow[row]!),
    within: 5,
  },
  { detector: 'fan_speed_drop', columns: fails('fan_speed', () => 3500), within: 2 },
  { detector: 'voltage_drop', columns: fails('voltage', () => 22), within: 1 },
  { detector: 'filament_absence', columns: fails('filament_present', () => 0), within: 0.5 },
];

test('a healthy run is quiet', () => {
  expect(detected({})).toEqual([]);
});

test.each(CASES)('$detector fires within $within s, and nothing before', (each) => {
  const found = detected(each.columns);
  expect(found.every(({ startSeconds }) => startSeconds >= ONSET_S)).toBe(true);
  const own = found.filter(({ detector }) => detector === each.detector);
  const [{ startSeconds, endSeconds, score, peakRow } = own[0]!] = own;
  expect(startSeconds - ONSET_S).toBeLessThanOrEqual(each.within);
  expect(endSeconds).toBeGreaterThanOrEqual(startSeconds);
  expect(score).toBeGreaterThanOrEqual(1);
  expect(planned('t')[peakRow]).toBeGreaterThanOrEqual(startSeconds);
});

/** An accelerometer that reads what moves anyway, and what `strike` adds. */
function shaken(strike: (seconds: number) => number): Partial<AlignedRun> {
  const length = Math.floor(plan.toolpath.seconds * 1000);
  const even = evenNoises(length, 5);
  const at = (i: number, size: number) => size * even[i]!;
  return {
    accelerometer: {
      rateHz: 1000,
      startSourceSeconds: 0,
      x: Float32Array.from({ length }, (_, i) => at(i, 2)),
      y: Float32Array.from({ length }, (_, i) => at((i * 7) % length, 2)),
      z: Float32Array.from({ length }, (_, i) => at((i * 13) % length, 0.5) + strike(i / 1000)),
    },
  };
}

test('accelerometer_spike finds strikes from below, and none in noise', () => {
  const ring = (since: number) => (since < 0 || since > 0.1 ? 0 : 5 * Math.exp(-since / 0.02));
  expect(
    detected(
      {},
      shaken(() => 0),
    ),
  ).toEqual([]);
  const [first, ...others] = detected(
    {},
    shaken((t) => ring(t - 42.1)),
  );
  expect(others).toEqual([]);
  expect(first?.detector).toBe('accelerometer_spike');
  expect(first?.startSeconds).toBeCloseTo(42.1, 1);
});

test('accelerometer_spike does without a raw accelerometer', () => {
  const columns = {
    vibration: (t: number, row: number) => (t >= 42.1 && t < 42.2 ? 6 : 1 + jitter(row, 3, 0.4)),
  };
  const found = detected(columns);
  expect(found.map(({ detector }) => detector)).toEqual(['accelerometer_spike']);
  expect(found[0]!.startSeconds).toBeCloseTo(42.1, 1);
});

const SCALE = { mmPerPixel: 0.2, leftMm: 0, topMm: 60 };

/** The plan as a camera sees it, with strings from layer 9 on. */
function pictures(strings: number): LayerImage[] {
  const whole = planOf(GCODE);
  const mask = emptyMask(300, 300);
  return whole.layers.map((_, i) => {
    drawPlannedLayer(mask, whole, i + 1, SCALE);
    const grey = mask.pixels.map((pixel) => (pixel === 1 ? 200 : 40));
    if (i + 1 >= 9)
      for (let string = 0; string < strings; string++)
        for (let x = 70; x < 230; x++) grey[(100 + 10 * string) * 300 + x] = 200;
    return { layer: i + 1, width: 300, height: 300, grey, scale: SCALE };
  });
}

test('layer_image_difference finds strings in the picture of the layer that has them', () => {
  expect(detected({}, { images: pictures(0) })).toEqual([]);
  const found = detected({}, { images: pictures(3) });
  expect(found.map(({ detector }) => detector)).toEqual(['layer_image_difference']);
  const { startSeconds, seconds } = plan.layers[8]!;
  expect(found[0]!.startSeconds).toBeCloseTo(startSeconds + seconds, 1);
});

test('a heater that is only just heating up is no spike, nor is a target that changes', () => {
  const columns: Columns = {
    target_temperature: (t) => (t < 30 ? 200 : 230),
    temperature: (t) => (t < 30 ? 200 : Math.min(230, 200 + 3 * (t - 30))),
  };
  expect(detected(columns).filter(({ detector }) => detector === 'temperature_spike')).toEqual([]);
});

test('a run without channels has no anomalies', () => {
  const nothing = Object.fromEntries(CHANNELS.map(({ name }) => [name, Number.NaN]));
  expect(detectAnomalies(exactRun(GCODE, nothing))).toEqual([]);
  for (const gcode of ['', 'G28\n', 'G1 X1 E1\n'])
    expect(detectAnomalies(exactRun(gcode))).toEqual([]);
});

test('whatever the columns hold, detectors answer with what is in the run', () => {
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 0, 1, 1e9) },
  );
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(...CHANNELS.map(({ name }) => name)),
        fc.array(value, { minLength: 1, maxLength: 7 }),
      ),
      (values) => {
        const columns = Object.fromEntries(
          Object.entries(values).map(([name, list]) => [
            name,
            (_: number, row: number) => list[row % list.length]!,
          ]),
        );
        const run = exactRun(squares(3, 20), columns);
        for (const { detector, startSeconds, endSeconds, score, peakRow } of detectAnomalies(run)) {
          expect(DETECTORS.map(({ name }) => name)).toContain(detector);
          expect(startSeconds).toBeLessThanOrEqual(endSeconds);
          expect(score).toBeGreaterThanOrEqual(1);
          expect(peakRow).toBeLessThan(run.timeline.rowCount);
        }
      },
    ),
    { numRuns: propertyRuns(40) },
  );
});
