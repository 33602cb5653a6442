import { CHANNELS, type ChannelName, type SensorTable } from '#core/run/channels';
import { exp } from './exactMath.ts';
import type { Parameters } from './parameters.ts';
import { randomStream } from './random.ts';
import { SENSOR_RATE_HZ } from './simulatedRun.ts';

/** The normal distribution in 2^14 numbers to look up: an accelerometer takes thousands a second. It ends at 4
 * standard deviations. */
const TABLE_BITS = 14;
const NORMAL = normalTable(1 << TABLE_BITS);

/** How the parameters name the noise of each channel; what is not named has none. */
const SIGMA: Partial<Record<ChannelName, keyof Parameters>> = {
  temperature: 'temperatureNoiseC',
  bed_temperature: 'temperatureNoiseC',
  heater_power: 'powerNoiseW',
  bed_power: 'powerNoiseW',
  power: 'powerNoiseW',
  position_x: 'positionNoiseMm',
  position_y: 'positionNoiseMm',
  position_z: 'positionNoiseMm',
  filament_position: 'filamentNoiseMm',
  extruder_load: 'loadNoise',
  axis_load: 'loadNoise',
};

/**
 * What the sensors read of a clean table. The number drawn for a sample depends on seed, channel and place
 * alone, so a run and its healthy twin have the same noise.
 *
 * @param vibration as read, where the accelerometer has noise of its own
 */
export function readTable(
  clean: SensorTable,
  seed: number,
  parameters: Parameters,
  filamentAreaMm2: number,
  vibration: Float64Array | undefined,
): SensorTable {
  const columns = new Map(clean.columns);
  const { temperatureDelayS, clockDriftPpm, clockJitterS, filamentNoiseMm } = parameters;
  if (temperatureDelayS > 0)
    for (const name of ['temperature', 'bed_temperature'])
      replace(columns, name, (values) => delayed(values, temperatureDelayS));
  for (const { name, min, max } of CHANNELS) {
    const sigma = parameters[SIGMA[name] ?? 'temperatureNoiseC'];
    if (SIGMA[name] === undefined || !(sigma > 0)) continue;
    replace(columns, name, (values) => {
      const noisy = values.slice();
      addNoise(noisy, sigma, seed, name);
      for (let i = 0; i < noisy.length; i++)
        noisy[i] = Math.max(min, Math.min(max, noisy[i] as number));
      return noisy;
    });
  }
  // The sensor counts; its flow is what it has counted since the last sample.
  const position = columns.get('filament_position');
  if (filamentNoiseMm > 0 && position)
    replace(columns, 'flow', (values) =>
      values.map((_flow, i) =>
        i === 0
          ? 0
          : ((position[i] ?? 0) - (position[i - 1] ?? 0)) * filamentAreaMm2 * SENSOR_RATE_HZ,
      ),
    );
  if (vibration) columns.set('vibration', vibration);
  if (clockDriftPpm !== 0 || clockJitterS > 0)
    replace(columns, 'timestamp', (values) => readClock(values, seed, parameters));
  return { rowCount: clean.rowCount, columns };
}

/** Adds noise of a standard deviation to every value. */
export function addNoise(
  values: Float32Array | Float64Array,
  sigma: number,
  seed: number,
  channel: string,
): void {
  const stream = randomStream(seed, 'noise', channel);
  const first = stream.nextUint32() | 0;
  const second = stream.nextUint32() | 0;
  const { length } = values;
  // Two numbers of each hash (the finaliser of Wang and Ellis's search, "lowbias32", with a second key).
  for (let i = 0; i < length; i += 2) {
    let word = (Math.imul(i, 0x9e3779b9) + first) | 0;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad) ^ second;
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    word ^= word >>> 15;
    values[i] = (values[i] as number) + sigma * (NORMAL[word >>> (32 - TABLE_BITS)] as number);
    if (i + 1 < length)
      values[i + 1] =
        (values[i + 1] as number) + sigma * (NORMAL[word & ((1 << TABLE_BITS) - 1)] as number);
  }
}

function replace(
  columns: Map<string, Float64Array>,
  name: string,
  change: (values: Float64Array) => Float64Array,
): void {
  const values = columns.get(name);
  if (values) columns.set(name, change(values));
}

/** Each reading as it was some time before, straight between the samples. */
function delayed(values: Float64Array, seconds: number): Float64Array {
  const samples = seconds * SENSOR_RATE_HZ;
  const whole = Math.floor(samples);
  const share = samples - whole;
  return values.map((_value, i) => {
    const later = values[Math.max(0, i - whole)] ?? Number.NaN;
    const earlier = values[Math.max(0, i - whole - 1)] ?? Number.NaN;
    return later + (earlier - later) * share;
  });
}

/** A clock that runs fast and is read a little late or early, but never backwards. */
function readClock(
  seconds: Float64Array,
  seed: number,
  { clockDriftPpm, clockJitterS }: Parameters,
): Float64Array {
  const pace = 1 + clockDriftPpm / 1e6;
  const read = seconds.map((each) => each * pace);
  if (clockJitterS > 0) addNoise(read, clockJitterS, seed, 'timestamp');
  for (let i = 0; i < read.length; i++)
    read[i] = Math.max(read[i] ?? 0, i === 0 ? 0 : (read[i - 1] ?? 0) + LEAST_STEP_SECONDS);
  return read;
}

const LEAST_STEP_SECONDS = 1e-4;

/** Middles of as many parts of the same weight, scaled to a variance of exactly 1. */
function normalTable(size: number): Float32Array {
  const table = new Float64Array(size);
  const step = 1 / 2048;
  let [x, height, weight, squares] = [0, bell(0), 0, 0];
  for (let i = 0; i < size / 2; i++) {
    const wanted = (i + 0.5) / size;
    // On in trapezoids until the next one would be too much.
    for (let next = bell(x + step); ; next = bell(x + step)) {
      const part = ((height + next) / 2) * step;
      if (weight + part > wanted) break;
      weight += part;
      x += step;
      height = next;
    }
    const value = x + (wanted - weight) / height;
    table[2 * i] = value;
    table[2 * i + 1] = -value;
    squares += 2 * value * value;
  }
  const scale = Math.sqrt(size / squares);
  return Float32Array.from(table, (value) => value * scale);
}

/** The normal distribution's density. */
function bell(x: number): number {
  return exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
