import type { Toolpath } from '#core/print/toolpath';
import type { SensorTable } from '#core/run/channels';
import { exp, sin } from './exactMath.ts';
import { randomStream } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { Deposition, SimulatedRun } from './simulatedRun.ts';
import { wavOf } from './wav.ts';

export const AUDIO_RATE_HZ = 8_000;

/**
 * What a microphone beside the printer hears, as a WAV file: each motor sings at its full-step frequency,
 * with a second harmonic; the part cooling fan hums with its blades; the extruder clicks where it slips and
 * an axis knocks where it loses steps; and noise, as much as the scenario has. It lies on the clock of the run.
 */
export function printAudio(
  path: Toolpath,
  run: Pick<SimulatedRun, 'clean' | 'deposition'>,
  { seed, noise, parameters }: Pick<Scenario, 'seed' | 'noise' | 'parameters'>,
): Uint8Array<ArrayBuffer> {
  const samples = new Int16Array(Math.floor(run.deposition.seconds * AUDIO_RATE_HZ + 0.5));
  addMotors(samples, path, run.deposition, parameters.fullStepsPerMm);
  addFan(samples, run.clean);
  addBursts(samples, run.clean, 'extruder_load', CLICK, CLICKS_PER_S);
  addBursts(samples, run.clean, 'axis_load', KNOCK, KNOCKS_PER_S);
  if (noise > 0) addNoise(samples, noise * NOISE_LEVEL, seed);
  return wavOf(samples, AUDIO_RATE_HZ);
}

/** Loudness of each source, of 32767. All of them at once do not overflow. */
const AXIS_LEVEL = 5_200;
const Z_LEVEL = 3_000;
const EXTRUDER_LEVEL = 2_000;
const FAN_LEVEL = 1_800;
const CLICK_LEVEL = 9_000;
const KNOCK_LEVEL = 12_000;
const NOISE_LEVEL = 900;

/** A leadscrew of 8 mm a turn, and an extruder with a gear: 200 full steps a turn each. Assumed. */
const Z_FULL_STEPS_PER_MM = 25;
const EXTRUDER_FULL_STEPS_PER_MM = 26;

const TABLE_BITS = 10;
const TABLE_SHIFT = 32 - TABLE_BITS;
const ONE_TURN = 4_294_967_296;
const PURE = waveTable(0);
const RICH = waveTable(0.35);
/** From here on the second harmonic would be above what the rate can carry. */
const RICH_BELOW_HZ = AUDIO_RATE_HZ / 4;
const MOST_HZ = AUDIO_RATE_HZ * 0.475;
/** Slower steps are single knocks, which the frame swallows. */
const FULL_FROM_HZ = 40;

/** One turn of a wave, loudest 1. */
function waveTable(secondHarmonic: number): Float32Array {
  const table = new Float32Array(1 << TABLE_BITS);
  const step = 6.283185307179586 / table.length;
  for (let i = 0; i < table.length; i++)
    table[i] = (sin(i * step) + secondHarmonic * sin(2 * i * step)) / (1 + secondHarmonic);
  return table;
}

/** A motor: where in its turn it is (2^32 is one turn), and how it sounds on the piece at hand. */
interface Motor {
  readonly level: number;
  /** Turns of the tone a mm of the piece. */
  stepsPerMm: number;
  phase: number;
}

function addMotors(
  samples: Int16Array,
  path: Toolpath,
  deposition: Deposition,
  axisStepsPerMm: number,
): void {
  const { fromX, fromY, fromZ, toX, toY, toZ, filament, duration } = path;
  const x: Motor = { level: AXIS_LEVEL, stepsPerMm: 0, phase: 0 };
  const y: Motor = { level: AXIS_LEVEL, stepsPerMm: 0, phase: 0 };
  const z: Motor = { level: Z_LEVEL, stepsPerMm: 0, phase: 0 };
  const extruder: Motor = { level: EXTRUDER_LEVEL, stepsPerMm: 0, phase: 0 };
  const motors = [x, y, z, extruder];
  for (let i = 0; i < deposition.pieceCount; i++) {
    const dx = Math.abs((toX[i] ?? 0) - (fromX[i] ?? 0));
    const dy = Math.abs((toY[i] ?? 0) - (fromY[i] ?? 0));
    const dz = Math.abs((toZ[i] ?? 0) - (fromZ[i] ?? 0));
    const pushed = Math.abs(filament[i] ?? 0);
    // Speeds of a piece without way are those of the filament.
    const way = Math.sqrt(dx * dx + dy * dy + dz * dz) || pushed;
    const planned = duration[i] ?? 0;
    const taken = deposition.duration[i] ?? 0;
    if (way === 0 || planned === 0 || taken === 0) continue;
    x.stepsPerMm = (dx / way) * axisStepsPerMm;
    y.stepsPerMm = (dy / way) * axisStepsPerMm;
    z.stepsPerMm = (dz / way) * Z_FULL_STEPS_PER_MM;
    extruder.stepsPerMm = (pushed / way) * EXTRUDER_FULL_STEPS_PER_MM;
    const start = deposition.start[i] ?? 0;
    const first = Math.ceil(start * AUDIO_RATE_HZ);
    const end = Math.min(samples.length, Math.ceil((start + taken) * AUDIO_RATE_HZ));
    const speeds = speedsOf(path, i, first / AUDIO_RATE_HZ - start, end - first, planned / taken);
    for (const motor of motors)
      if (motor.stepsPerMm > 0) addTone(samples, first, speeds, end - first, motor);
  }
}

let speedRoom = new Float64Array(4_096);

/** Speed of the head at each sample of a piece, mm/s, along its trapezoid; valid until the next call.
 * @param late seconds from the begin of the piece to the first sample
 * @param pace planned seconds in one second of the run */
function speedsOf(
  { startSpeed, cruiseSpeed, endSpeed, acceleration, duration }: Toolpath,
  i: number,
  late: number,
  count: number,
  pace: number,
): Float64Array {
  if (count > speedRoom.length) speedRoom = new Float64Array(count * 2);
  const speeds = speedRoom;
  const [from, cruise, to] = [startSpeed[i] ?? 0, cruiseSpeed[i] ?? 0, endSpeed[i] ?? 0];
  const faster = acceleration[i] ?? 0;
  const seconds = duration[i] ?? 0;
  for (let n = 0; n < count; n++) {
    const t = (late + n / AUDIO_RATE_HZ) * pace;
    const rising = from + faster * t;
    const falling = to + faster * (seconds - t);
    speeds[n] = Math.min(rising, falling, cruise) * pace;
  }
  return speeds;
}

function addTone(
  samples: Int16Array,
  first: number,
  speeds: Float64Array,
  count: number,
  motor: Motor,
): void {
  const { level, stepsPerMm } = motor;
  const perSpeed = stepsPerMm * (ONE_TURN / AUDIO_RATE_HZ);
  const fadesBelow = FULL_FROM_HZ / stepsPerMm;
  const richBelow = RICH_BELOW_HZ / stepsPerMm;
  const silentFrom = MOST_HZ / stepsPerMm;
  let phase = motor.phase | 0;
  for (let n = 0; n < count; n++) {
    const speed = speeds[n] ?? 0;
    // What is above the range of the microphone turns the motor, but nobody hears it.
    if (speed >= silentFrom) continue;
    phase = (phase + Math.floor(speed * perSpeed)) | 0;
    const table = speed < richBelow ? RICH : PURE;
    const loud = speed < fadesBelow ? (level * speed) / fadesBelow : level;
    const at = first + n;
    samples[at] = (samples[at] ?? 0) + loud * (table[phase >>> TABLE_SHIFT] ?? 0);
  }
  motor.phase = phase;
}

const FAN_BLADES = 7;
/** Louder with the square of its speed; this loud at so many turns a minute. */
const FAN_FULL_RPM = 5_200;

function addFan(samples: Int16Array, clean: SensorTable): void {
  const speeds = clean.columns.get('fan_speed');
  if (!speeds) return;
  let phase = 0;
  forEachRow(samples, clean, (row, from, to) => {
    const rpm = speeds[row] ?? 0;
    if (!(rpm > 0)) return;
    const share = rpm / FAN_FULL_RPM;
    const level = FAN_LEVEL * Math.min(1.5, share * share);
    const step = Math.floor(((rpm / 60) * FAN_BLADES * ONE_TURN) / AUDIO_RATE_HZ) | 0;
    for (let at = from; at < to; at++) {
      phase = (phase + step) | 0;
      samples[at] = (samples[at] ?? 0) + level * (RICH[phase >>> TABLE_SHIFT] ?? 0);
    }
  });
}

/** A short stroke, as samples. */
const CLICK = stroke(1_150, 90, CLICK_LEVEL);
const KNOCK = stroke(190, 35, KNOCK_LEVEL);
const CLICKS_PER_S = 9;
const KNOCKS_PER_S = 14;

/** @param decayPerS how fast it dies away */
function stroke(hz: number, decayPerS: number, level: number): Float32Array {
  const seconds = 5 / decayPerS;
  return Float32Array.from({ length: Math.floor(seconds * AUDIO_RATE_HZ) }, (_, i) => {
    const t = i / AUDIO_RATE_HZ;
    return level * exp(-decayPerS * t) * sin(6.283185307179586 * hz * t);
  });
}

/** The extruder slips as soon as it is at its limit, so its load hardly goes above 1. */
const AT_LIMIT = 0.99;

/** Strokes while a motor is loaded to its limit, more of them the further above. */
function addBursts(
  samples: Int16Array,
  clean: SensorTable,
  channel: 'extruder_load' | 'axis_load',
  sound: Float32Array,
  perSecond: number,
): void {
  const loads = clean.columns.get(channel);
  if (!loads) return;
  let due = 0;
  forEachRow(samples, clean, (row, from, to) => {
    const load = loads[row] ?? 0;
    if (!(load >= AT_LIMIT)) {
      due = 0;
      return;
    }
    // The first stroke comes at once.
    const interval = AUDIO_RATE_HZ / (perSecond * Math.min(2, load));
    for (; due < to - from; due += interval) addStroke(samples, from + Math.floor(due), sound);
    due -= to - from;
  });
}

function addStroke(samples: Int16Array, first: number, sound: Float32Array): void {
  const end = Math.min(sound.length, samples.length - first);
  for (let i = 0; i < end; i++) {
    const sum = (samples[first + i] ?? 0) + (sound[i] ?? 0);
    samples[first + i] = Math.max(-32_767, Math.min(32_767, sum));
  }
}

/** Calls `visit` for each row of the table with the samples from its moment to that of the next row. */
function forEachRow(
  samples: Int16Array,
  { rowCount, columns }: SensorTable,
  visit: (row: number, from: number, to: number) => void,
): void {
  const times = columns.get('timestamp');
  const sampleAt = (row: number) => {
    const at = row < rowCount ? (times?.[row] ?? 0) * AUDIO_RATE_HZ : samples.length;
    return Math.max(0, Math.min(samples.length, Math.floor(at + 0.5)));
  };
  for (let row = 0; row < rowCount; row++) visit(row, sampleAt(row), sampleAt(row + 1));
}

/** White noise from a stream of its own (xorshift, Marsaglia 2003), so that nothing else depends on it. */
function addNoise(samples: Int16Array, level: number, seed: number): void {
  let state = randomStream(seed, 'audio').nextUint32() | 1;
  const scale = level / 2_147_483_648;
  for (let i = 0; i < samples.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    samples[i] = Math.max(-32_767, Math.min(32_767, (samples[i] ?? 0) + state * scale));
  }
}
