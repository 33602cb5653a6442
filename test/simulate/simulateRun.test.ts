import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS, type ChannelName } from '#core/run/channels';
import { RUN_EVENT, RUN_TRUTH } from '#core/run/metadata';
import type { SimulatedRun } from '../../pipeline/src/simulate/simulatedRun.ts';
import { simulateRun } from '../../pipeline/src/simulate/simulateRun.ts';
import { hotendLoss } from '../../pipeline/src/simulate/thermal.ts';
import {
  inputOf,
  noisyParameters,
  nominalParameters,
  ringsGcode,
  TEST_PLA,
  testScenario,
} from '../support/simulation.ts';

const HEATED = ['M140 S60', 'M104 S210', 'G28', 'M190 S60', 'M109 S210'];

const column = (run: SimulatedRun, name: ChannelName): Float64Array => run.clean.columns.get(name)!;
const mean = (values: ArrayLike<number>, from = 0, to = values.length): number => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum / (to - from);
};

describe('a print from cold to its end', () => {
  const input = inputOf(ringsGcode({ layers: 4, head: HEATED }));
  const scenario = testScenario();
  let run: SimulatedRun;
  beforeAll(() => {
    run = simulateRun(input, scenario);
  });

  it('has what the formats ask for', () => {
    expect(RUN_TRUTH.parse(run.truth)).toEqual(run.truth);
    for (const event of run.events) expect(RUN_EVENT.parse(event)).toEqual(event);
    expect([...run.clean.columns.keys()]).toEqual(CHANNELS.map(({ name }) => name));
    const rows = run.deposition.seconds * 20 + 1;
    expect(run.clean.rowCount).toBe(rows);
    for (const { name, min, max } of CHANNELS) {
      const values = column(run, name);
      expect(values).toHaveLength(rows);
      for (const value of values)
        if (!(value >= min && value <= max)) expect([name, value]).toBe('');
    }
    expect(run.accelerometer.x).toHaveLength(run.deposition.seconds * 1000 + 1);
    expect(run.accelerometer.z).toHaveLength(run.deposition.seconds * 1000 + 1);
  });

  it('tells what happened in the order of time', () => {
    const told = run.events.map(({ event, value, message }) =>
      [event, event === 'wait_end' ? '' : value, message]
        .filter((each) => each !== undefined)
        .join(' '),
    );
    expect(told).toMatchInlineSnapshot(`
      [
        "print_start",
        "bed_target 60",
        "hotend_target 210",
        "home",
        "wait_end  homing",
        "wait_begin 60 bed",
        "wait_end  bed",
        "wait_begin 210 hotend",
        "wait_end  hotend",
        "fan 1",
        "layer 1",
        "layer 2",
        "layer 3",
        "layer 4",
        "print_end",
      ]
    `);
    const times = run.events.map(({ t }) => t);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('the truth of the clock leads from each sample to the line that was executed', () => {
    const { clock } = run.truth;
    const [timestamp, position] = [column(run, 'timestamp'), column(run, 'file_position')];
    const { path, lineByte } = input;
    let compared = 0;
    for (let row = 0; row < run.clean.rowCount; row++) {
      const stretch = clock.stretches.findLast(
        ({ planned_start_s, offset_s }) =>
          clock.scale * timestamp[row]! + offset_s >= planned_start_s,
      );
      if (!stretch) continue;
      const planned = clock.scale * timestamp[row]! + stretch.offset_s;
      const piece = path.start
        .subarray(0, path.count)
        .findLastIndex((start) => start <= planned - 1e-6);
      if (piece < 0 || planned > path.start[piece]! + path.duration[piece]! - 1e-6) continue;
      expect(position[row]).toBe(lineByte[path.line[piece]!]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(path.seconds * 19);
  });

  it('is, between the corners, where the trapezoids say', () => {
    const { path } = input;
    const start = run.truth.clock.stretches.at(-1)!;
    for (let row = 0; row < run.clean.rowCount; row += 3) {
      const planned = column(run, 'timestamp')[row]! + start.offset_s;
      const piece = path.start
        .subarray(0, path.count)
        .findLastIndex((begin, i) => begin <= planned && planned <= begin + path.duration[i]!);
      if (planned < start.planned_start_s || piece < 0) continue;
      const [x, y] = [column(run, 'position_x')[row]!, column(run, 'position_y')[row]!];
      const [dx, dy] = [
        path.toX[piece]! - path.fromX[piece]!,
        path.toY[piece]! - path.fromY[piece]!,
      ];
      const way = Math.hypot(dx, dy);
      if (way === 0) continue;
      // Off the line by no more than the play of the axes.
      const off = (dx * (y - path.fromY[piece]!) - dy * (x - path.fromX[piece]!)) / way;
      expect(Math.abs(off)).toBeLessThan(0.01);
      const along = (dx * (x - path.fromX[piece]!) + dy * (y - path.fromY[piece]!)) / way;
      expect(along).toBeGreaterThan(-0.01);
      expect(along).toBeLessThan(way + 0.01);
      expect(column(run, 'velocity')[row]).toBeLessThan(path.cruiseSpeed[piece]! + 1e-6);
    }
  });

  it('what comes out is what was asked for', () => {
    const { path } = input;
    const asked = path.filament.subarray(0, path.count).reduce((sum, each) => sum + each, 0);
    const laid = run.deposition.deposited.reduce((sum, each) => sum + each, 0);
    expect(column(run, 'extruder_position').at(-1)).toBeCloseTo(asked, 6);
    // The last retraction leaves the nozzle empty; some was lost while it stood hot.
    expect(Math.abs(laid - (asked + 0.8))).toBeLessThan(0.8);
    for (const layer of run.truth.layers) {
      const { filament_commanded_mm, filament_deposited_mm } = layer;
      expect(Math.abs(filament_deposited_mm / filament_commanded_mm - 1)).toBeLessThan(0.03);
    }
  });

  it('the bed keeps its energy: what comes in is stored or lost', () => {
    const { bedHeatCapacityJPerK, bedLossWPerK, ambientTemperatureC } = run.truth.parameters;
    const sensor = column(run, 'bed_temperature');
    const rows = 100 * 20;
    // The sensor follows the bed at a tenth of the difference a second.
    const block = Float64Array.from({ length: rows + 1 }, (_each, i) =>
      i === 0 ? sensor[0]! : sensor[i]! + ((sensor[i]! - sensor[i - 1]!) * 20) / 0.1,
    );
    const came = mean(column(run, 'bed_power'), 1, rows + 1) * 100;
    const lost = bedLossWPerK! * (mean(block) - ambientTemperatureC!) * 100;
    const stored = bedHeatCapacityJPerK! * (block[rows]! - block[0]!);
    expect(came).toBeGreaterThan(20_000);
    expect(Math.abs((stored + lost) / came - 1)).toBeLessThan(0.01);
  });

  it('counts its layers from 1, one after the other', () => {
    const { layers } = run.truth;
    expect(layers.map(({ layer }) => layer)).toEqual([1, 2, 3, 4]);
    for (const [i, layer] of layers.entries()) {
      expect(layer.end_s).toBeGreaterThan(layer.start_s);
      if (i > 0) expect(layer.start_s).toBeGreaterThanOrEqual(layers[i - 1]!.end_s - 1e-9);
      expect(layer.hotend_mean_c).toBeGreaterThan(195);
      expect(layer.hotend_mean_c).toBeLessThan(215);
      expect(layer.interlayer_c).toBeGreaterThan(parametersOf(run).ambientTemperatureC!);
      expect(layer.interlayer_c).toBeLessThan(layer.hotend_mean_c);
    }
  });
});

const parametersOf = (run: SimulatedRun) => run.truth.parameters;

it('a long print at one flow takes h·(T − Ta) + q·ρ·c·ΔT, within 1 %', () => {
  // Strokes of a metre at 100 mm/s and 5 mm³/s, without fan.
  const lines = ['G90', 'M83', 'G1 X0 Y0 Z0.2 F6000'];
  const area = Math.PI * (1.75 / 2) ** 2;
  for (let i = 0; i < 60; i++)
    lines.push(`G1 X${i % 2 === 0 ? 1000 : 0} E${(50 / area).toFixed(5)} F6000`);
  const parameters = nominalParameters({ airFlowMPerS: 0.2, bedMeshMm: 0 });
  const run = simulateRun(inputOf(lines.join('\n')), testScenario({ parameters }));
  const from = run.clean.rowCount - 200 * 20;
  const celsius = mean(column(run, 'temperature'), from);
  const flow = mean(column(run, 'flow'), from);
  const filament = (flow / 1000) * TEST_PLA.densityGPerCm3 * TEST_PLA.specificHeatJPerGK!;
  const expected = (hotendLoss(parameters, 0, 0) + filament) * (celsius - 23);
  expect(flow).toBeGreaterThan(4.8);
  expect(Math.abs(mean(column(run, 'heater_power'), from) / expected - 1)).toBeLessThan(0.01);
  expect(celsius).toBeCloseTo(210, 0);
});

describe('noise', () => {
  const input = inputOf(ringsGcode({ layers: 2 }));

  it('at 0 the sensors read what happened', () => {
    const run = simulateRun(input, testScenario());
    expect(run.noisy.rowCount).toBe(run.clean.rowCount);
    for (const [name, values] of run.clean.columns)
      expect(run.noisy.columns.get(name)).toEqual(values);
  });

  it('has the standard deviations that the parameters state', () => {
    const parameters = noisyParameters();
    const quiet = { ...parameters, accelerometerNoiseMPerS2: 0 };
    const run = simulateRun(
      input,
      testScenario({ parameters: { ...parameters, temperatureDelayS: 0 } }),
    );
    const still = simulateRun(input, testScenario({ parameters: quiet }));
    const sigmaOf = (read: ArrayLike<number>, clean: ArrayLike<number>): number => {
      let squares = 0;
      for (let i = 0; i < read.length; i++) squares += (read[i]! - clean[i]!) ** 2;
      return Math.sqrt(squares / read.length);
    };
    const channel = (name: ChannelName): number =>
      sigmaOf(run.noisy.columns.get(name)!, run.clean.columns.get(name)!);
    expect(channel('temperature') / 0.5).toBeCloseTo(1, 0);
    expect(channel('position_x') / 0.01).toBeCloseTo(1, 0);
    expect(channel('filament_position') / 0.02).toBeCloseTo(1, 0);
    expect(channel('velocity')).toBe(0);
    const accelerometer = sigmaOf(run.accelerometer.x, still.accelerometer.x);
    expect(accelerometer / parameters.accelerometerNoiseMPerS2).toBeCloseTo(1, 1);
    expect(sigmaOf(still.accelerometer.y, run.accelerometer.y)).toBeGreaterThan(0.1);
  });

  it('the clock drifts and jitters, and never goes back', () => {
    const parameters = nominalParameters({ clockDriftPpm: 100, clockJitterS: 0.002 });
    const { clean, noisy, truth } = simulateRun(input, testScenario({ parameters }));
    const [exact, read] = [clean.columns.get('timestamp')!, noisy.columns.get('timestamp')!];
    let error = 0;
    for (let i = 0; i < read.length; i++) {
      if (i > 0) expect(read[i]).toBeGreaterThan(read[i - 1]!);
      error = Math.max(error, Math.abs(truth.clock.scale * read[i]! - exact[i]!));
    }
    expect(error).toBeGreaterThan(0.002);
    expect(error).toBeLessThan(0.01);
  });
});

describe('the same seed', () => {
  const input = inputOf(ringsGcode({ layers: 1 }));
  const noisy = testScenario({ noise: 1, parameters: noisyParameters() });

  it('gives the same run, whatever ran before', () => {
    const first = simulateRun(input, noisy);
    simulateRun(input, testScenario({ seed: 7 }));
    expect(simulateRun(input, noisy)).toEqual(first);
  });

  it('gives these numbers on every machine', () => {
    const { noisy: table, accelerometer, deposition } = simulateRun(input, noisy);
    // FNV-1a over the bits of all numbers.
    let hash = 0x811c9dc5;
    for (const values of [
      ...table.columns.values(),
      ...Object.values(accelerometer),
      deposition.deposited,
    ]) {
      if (typeof values === 'number') continue;
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    }
    expect(hash >>> 0).toMatchInlineSnapshot(`2695382177`);
  });

  it('another seed gives another noise, and the same print', () => {
    const [one, other] = [noisy, { ...noisy, seed: 43 }].map((each) => simulateRun(input, each));
    expect(one!.noisy.columns.get('temperature')).not.toEqual(
      other!.noisy.columns.get('temperature'),
    );
    expect(one!.clean).toEqual(other!.clean);
  });
});

describe('files that are not as they should be', () => {
  it.each([
    ['empty', ''],
    ['comments only', '; nothing\n'],
    ['travel only', 'G28\nG1 X10 F600\n'],
    ['heating only', 'M109 S200\nM190 S60\n'],
    ['extrusion only', 'M83\nG1 E5 F300\n'],
    ['no layers', 'G90\nM83\nG1 X10 E1 F600\nM104 S0\n'],
    ['nonsense', 'G1 XY E\nfoo bar\n\u0000\n'],
  ])('%s', (_name, text) => {
    const run = simulateRun(inputOf(text), testScenario());
    expect(run.events.at(-1)!.event).toBe('print_end');
    expect(RUN_TRUTH.parse(run.truth)).toEqual(run.truth);
    for (const values of run.noisy.columns.values())
      for (const value of values) expect(Number.isFinite(value)).toBe(true);
  });

  it('a real file with everything in it', () => {
    const input = inputOf(new Uint8Array(readFileSync('samples/bracket-with-supports.gcode')));
    const run = simulateRun(input, testScenario());
    expect(run.events.at(-1)!.event).toBe('print_end');
    expect(run.truth.layers).toHaveLength(input.layers.length);
  });
});
