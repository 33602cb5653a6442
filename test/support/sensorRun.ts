import { textFromBytes } from '#core/gcode/text';
import { profileOfPreset } from '#core/machine/presets';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { toolpathOf } from '#core/print/toolpath';
import type { ChannelName, SensorTable } from '#core/run/channels';
import type { RunEvent, RunMetadata } from '#core/run/metadata';
import { sensorsCsv } from '../../pipeline/src/simulate/sensorsCsv.ts';
import { csvSensors } from '../../pipeline/src/validate/csvSensors.ts';
import { type PlannedPrint, plannedPrint } from '../../pipeline/src/validate/plannedPrint.ts';
import { type RunUnderTest, runUnderTest } from '../../pipeline/src/validate/runUnderTest.ts';

/** Printing waits so long for its heaters, s. */
export const HEAT_UP_S = 30;
const RATE_HZ = 20;

/** A run in parts that a test may break before it is put together. */
export interface SensorRun {
  readonly columns: Map<ChannelName, Float64Array>;
  gcode: string;
  plan: PlannedPrint | undefined;
  metadata: RunMetadata | undefined;
  events: RunEvent[];
  labels: { kind: string; onsetSeconds: number }[];
  imageCount: number | undefined;
  audioSeconds: number | undefined;
  /** Changes the text of sensors.csv. */
  edit: (csv: string) => string;
}

export const RUN_GCODE = zigzag();
const PROFILE = profileOfPreset('creality-ender-3-v2-klipper');
const PLAN = plannedPrint(new TextEncoder().encode(RUN_GCODE), PROFILE);
const TOOLPATH = toolpathOf(
  new Reading(
    textFromBytes(new TextEncoder().encode(RUN_GCODE)),
    { flavor: 'auto' },
    NO_COMPANION,
  ).finish(),
);

/**
 * A healthy run of a small print: it heats, prints layer upon layer, and its sensors see what was planned.
 *
 * @param noise 0: no noise at all; 1: about that of real sensors
 */
export function sensorRun(noise: number): SensorRun {
  const seconds = HEAT_UP_S + PLAN.seconds;
  const rows = Math.floor(seconds * RATE_HZ);
  const random = noiseSource();
  const column = (value: (time: number, row: number) => number, deviation = 0) =>
    Float64Array.from(
      { length: rows },
      (_, row) => value(row / RATE_HZ, row) + noise * deviation * random(),
    );
  const at = positionsAt(rows);
  const columns = new Map<ChannelName, Float64Array>([
    ['timestamp', column((time) => time + 0.01, 0.001)],
    ['temperature', column((time) => heated(time, 210, 4) + 0.3 * settling(time), 0.3)],
    ['target_temperature', column(() => 210)],
    ['bed_temperature', column((time) => heated(time, 60, 6), 0.1)],
    ['bed_target', column(() => 60)],
    ['heater_power', column((time) => (heated(time, 210, 4) < 208 ? 50 : 28.7), 0.5)],
    ['voltage', column(() => 24, 0.02)],
    ['fan', column((time) => (time < HEAT_UP_S + 10 ? 0 : 1))],
    ['position_x', column((_time, row) => at.x[row] ?? 0, 0.01)],
    ['position_y', column((_time, row) => at.y[row] ?? 0, 0.01)],
    ['position_z', column((_time, row) => at.z[row] ?? 0, 0.005)],
    ['velocity', column((_time, row) => at.speed[row] ?? 0)],
    ['filament_present', column(() => 1)],
    ['vibration', column((_time, row) => vibrationOf(at.speed, row), 0)],
  ]);
  return {
    columns,
    gcode: RUN_GCODE,
    plan: PLAN,
    metadata: METADATA,
    events: [
      { t: 0, event: 'print_start' },
      { t: 0, event: 'wait_begin' },
      { t: HEAT_UP_S, event: 'wait_end' },
      ...Array.from({ length: PLAN.layerCount }, (_, i) => ({
        t: HEAT_UP_S + i,
        event: 'layer' as const,
      })),
      { t: seconds, event: 'print_end' },
    ],
    labels: [{ kind: 'nozzle_clog', onsetSeconds: 20 }],
    imageCount: PLAN.layerCount,
    audioSeconds: seconds,
    edit: (csv) => csv,
  };
}

/** Puts the parts together as a stage does, by way of the text of sensors.csv. */
export function underTest(run: SensorRun): RunUnderTest {
  const { columns, plan, metadata, labels } = run;
  const rowCount = columns.values().next().value?.length ?? 0;
  const table: SensorTable = { rowCount, columns };
  const csv = run.edit(new TextDecoder().decode(sensorsCsv(table)));
  return runUnderTest({
    sensors: csvSensors(new TextEncoder().encode(csv)),
    plan,
    metadata: metadata && { value: metadata, text: JSON.stringify(metadata, null, 2) },
    events: run.events,
    labels: labels.map((label) => ({ ...label, file: 'truth.json', line: 1, column: 1 })),
    imageCount: run.imageCount,
    audioSeconds: run.audioSeconds,
  });
}

const METADATA: RunMetadata = {
  run_id: 'run_00001',
  printer_model: 'creality-ender-3-v2-klipper',
  material: 'PLA',
  start_time: '2025-01-01T10:00:00Z',
  scenario: 'healthy',
  channels: [
    { name: 'temperature', unit: '°C', rate_hz: 20, present: true },
    { name: 'flow', unit: 'mm³/s', rate_hz: 20, present: false },
  ],
};

/** Layers of lines to and fro, in turn along X and Y. */
function zigzag(): string {
  const lines = ['M104 S210', 'M140 S60', 'G28', 'M190 S60', 'M109 S210', 'G90', 'M83', 'G92 E0'];
  for (let layer = 0; layer < 6; layer++) {
    const z = (0.2 * (layer + 1)).toFixed(1);
    lines.push(';LAYER_CHANGE', `;Z:${z}`, ';HEIGHT:0.2', `G1 Z${z} F600`, ';TYPE:Solid infill');
    for (let line = 0; line < 21; line++) {
      const along = line % 2 ? 120 : 80;
      const across = 80 + 2 * line;
      const [x, y] = layer % 2 ? [across, along] : [along, across];
      lines.push(line === 0 ? `G0 X${x} Y${y} F7200` : `G1 X${x} Y${y} E1.33 F4800`);
    }
  }
  lines.push('M104 S0', 'M140 S0', 'M84', '');
  return lines.join('\n');
}

function heated(time: number, target: number, tauSeconds: number): number {
  return 23 + (target - 23) * (1 - Math.exp(-time / tauSeconds));
}

/** A slow swing round the target that dies away, as a controller makes it. */
function settling(time: number): number {
  return Math.sin(time / 3) * Math.exp(-time / 20);
}

/** Where the toolpath is at each row; before it the head stands at its beginning. */
function positionsAt(rows: number) {
  const { count, start, duration, fromX, fromY, fromZ, toX, toY, toZ } = TOOLPATH;
  const x = new Float64Array(rows);
  const y = new Float64Array(rows);
  const z = new Float64Array(rows);
  const speed = new Float64Array(rows);
  let piece = 0;
  for (let row = 0; row < rows; row++) {
    const time = row / RATE_HZ - HEAT_UP_S;
    while (piece < count - 1 && time >= (start[piece] ?? 0) + (duration[piece] ?? 0)) piece += 1;
    const done = (time - (start[piece] ?? 0)) / (duration[piece] ?? 1) || 0;
    const share = Math.min(Math.max(done, 0), 1);
    const between = (from: Float64Array, to: Float64Array) =>
      (from[piece] ?? 0) + share * ((to[piece] ?? 0) - (from[piece] ?? 0));
    x[row] = between(fromX, toX);
    y[row] = between(fromY, toY);
    z[row] = between(fromZ, toZ);
    if (row > 0)
      speed[row] =
        RATE_HZ *
        Math.hypot(
          (x[row] ?? 0) - (x[row - 1] ?? 0),
          (y[row] ?? 0) - (y[row - 1] ?? 0),
          (z[row] ?? 0) - (z[row - 1] ?? 0),
        );
  }
  return { x, y, z, speed };
}

function vibrationOf(speed: Float64Array, row: number): number {
  return Math.abs((speed[row] ?? 0) - (speed[row - 1] ?? 0)) / 20;
}

/** Numbers of deviation 1, about normal: the sum of twelve uniform ones (Irwin–Hall). */
function noiseSource(): () => number {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  };
}
