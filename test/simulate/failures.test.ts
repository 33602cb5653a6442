import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChannelName } from '#core/run/channels';
import { CASCADES, FAILURES, type FailureKind } from '#core/run/failures';
import { RUN_TRUTH } from '#core/run/metadata';
import { drawParameters } from '../../pipeline/src/simulate/drawParameters.ts';
import { cornerLift } from '../../pipeline/src/simulate/failures/part.ts';
import type { Scenario } from '../../pipeline/src/simulate/scenario.ts';
import type { SimulatedRun } from '../../pipeline/src/simulate/simulatedRun.ts';
import { simulateRun } from '../../pipeline/src/simulate/simulateRun.ts';
import { propertyRuns } from '../support/propertyRuns.ts';
import {
  inputOf,
  noisyParameters,
  ringsGcode,
  testFailure,
  testScenario,
} from '../support/simulation.ts';

const KINDS = FAILURES.map(({ kind }) => kind);
const HOT = inputOf(ringsGcode({ layers: 12 }));
const ONSET = 20;

/** The last sample that a failure cannot have changed. */
function equalRows(run: SimulatedRun): number {
  const onset = Math.min(...run.truth.failures.map(({ onset_s }) => onset_s));
  return Math.floor(onset * 20 + 1e-9) + 1;
}

/** Everything that a run and its healthy twin have before the onset is the same to the bit. */
function expectTwins(run: SimulatedRun, twin: SimulatedRun): void {
  const rows = equalRows(run);
  const bits = (values: Float64Array | Float32Array, count: number): Uint8Array =>
    new Uint8Array(values.slice(0, count).buffer);
  for (const table of ['clean', 'noisy'] as const)
    for (const [name, values] of run[table].columns)
      if (!Buffer.from(bits(values, rows)).equals(bits(twin[table].columns.get(name)!, rows)))
        expect.fail(`${table} ${name} differs before the onset`);
  const samples = (rows - 1) * 50 + 1;
  for (const axis of ['x', 'y', 'z'] as const)
    if (
      !Buffer.from(bits(run.accelerometer[axis], samples)).equals(
        bits(twin.accelerometer[axis], samples),
      )
    )
      expect.fail(`accelerometer ${axis} differs before the onset`);
  const onset = (rows - 1) / 20;
  const before = ({ events }: SimulatedRun) => events.filter(({ t }) => t < onset);
  expect(before(run)).toEqual(before(twin));
  const { deposition } = run;
  const done = deposition.start
    .subarray(0, deposition.pieceCount)
    .findIndex((start, i) => start >= onset || start + deposition.duration[i]! > onset);
  for (const column of ['start', 'deposited', 'offsetX', 'offsetY', 'lift'] as const)
    expect(deposition[column].subarray(0, done)).toEqual(twin.deposition[column].subarray(0, done));
}

describe('a run and its healthy twin are the same before the onset', () => {
  const noisy = testScenario({ noise: 1, parameters: noisyParameters() });
  let twin: SimulatedRun;
  beforeAll(() => {
    twin = simulateRun(HOT, noisy);
  });

  it.each(KINDS)('%s', (kind) => {
    const run = simulateRun(HOT, { ...noisy, failures: [testFailure(kind, ONSET, 0.7)] });
    expect(run.truth.failures.map((each) => each.kind)).toEqual([kind]);
    expectTwins(run, twin);
  });

  it.each(Object.entries(CASCADES))('cascade %s', (cascade, kinds) => {
    const failures = kinds.map((kind, i) => testFailure(kind, ONSET + 4 * i, 0.8));
    const run = simulateRun(HOT, { ...noisy, failures, cascade: cascade as Scenario['cascade'] });
    expect(run.truth.cascade).toBe(cascade);
    expect(run.truth.failures.map(({ kind }) => kind)).toEqual(kinds);
    expectTwins(run, twin);
  });

  it('whatever the seed, the onset, the severity and the printer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.double({ min: 0, max: HOT.path.seconds, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.nat(),
        (kind, onset, severity, seed) => {
          const scenario = testScenario({ seed, noise: 1, parameters: drawParameters(seed, 1) });
          const run = simulateRun(HOT, {
            ...scenario,
            failures: [testFailure(kind, onset, severity)],
          });
          expect(RUN_TRUTH.parse(run.truth)).toEqual(run.truth);
          if (run.truth.failures.length > 0) expectTwins(run, simulateRun(HOT, scenario));
        },
      ),
      { numRuns: propertyRuns(20) },
    );
  });
});

it('says when and where it began', () => {
  const input = inputOf(ringsGcode({ layers: 6, head: ['M109 S210', 'M190 S60'] }));
  const run = simulateRun(input, testScenario({ failures: [testFailure('nozzle_clog', 10, 0.4)] }));
  const [truth] = run.truth.failures;
  const stretch = run.truth.clock.stretches.at(-1)!;
  expect(truth!.onset_s + stretch.offset_s).toBeGreaterThanOrEqual(10);
  expect(truth!.onset_s + stretch.offset_s).toBeLessThan(10.05);
  const layer = input.layers[truth!.layer! - 1]!;
  const piece = input.path.start
    .subarray(0, input.path.count)
    .findLastIndex((start) => start <= truth!.onset_s + stretch.offset_s);
  expect(truth).toMatchObject({ kind: 'nozzle_clog', class: 'flow', severity: 0.4 });
  expect(truth!.line - 1).toBe(input.path.line[piece]);
  expect(piece).toBeGreaterThanOrEqual(layer.firstPiece);
  expect(piece).toBeLessThan(layer.endPiece);
});

it('a failure whose time never comes is none', () => {
  const failures = [testFailure('layer_shift', HOT.path.seconds + 5)];
  expect(simulateRun(HOT, testScenario({ failures })).truth.failures).toEqual([]);
});

/** Means of the channels behind the onset (from `after` s on), of a run and of its healthy twin. */
function compare(kind: FailureKind, severity = 1, after = 0) {
  const healthy = simulateRun(HOT, testScenario());
  const run = simulateRun(HOT, testScenario({ failures: [testFailure(kind, ONSET, severity)] }));
  const from = equalRows(run) + after * 20;
  const to = Math.min(run.clean.rowCount, healthy.clean.rowCount);
  const mean = (of: SimulatedRun, name: ChannelName): number => {
    const values = of.clean.columns.get(name)!.subarray(from, to);
    return values.reduce((sum, each) => sum + each, 0) / values.length;
  };
  const ratio = (name: ChannelName): number => mean(run, name) / mean(healthy, name);
  const difference = (name: ChannelName): number => mean(run, name) - mean(healthy, name);
  const laid = ({ deposition }: SimulatedRun): number =>
    deposition.deposited.reduce((sum, each) => sum + each, 0);
  return { run, healthy, from, ratio, difference, laid };
}

describe('what each failure changes', () => {
  it('thermal_runaway: full power, and it gets hotter', () => {
    const { run, ratio, difference, from } = compare('thermal_runaway');
    const power = run.clean.columns.get('heater_power')!;
    expect(Math.min(...power.subarray(from + 40))).toBeGreaterThan(49);
    expect(difference('temperature')).toBeGreaterThan(3);
    expect(ratio('power')).toBeGreaterThan(1.03);
  });

  it('heater_failure: no power, and the firmware stops the print', () => {
    const { run, difference, from } = compare('heater_failure');
    expect(Math.max(...run.clean.columns.get('heater_power')!.subarray(from))).toBe(0);
    expect(difference('temperature')).toBeLessThan(-5);
    expect(run.events.at(-1)).toMatchObject({ event: 'shutdown' });
    expect(run.deposition.pieceCount).toBeLessThan(HOT.path.count);
    expect(run.deposition.seconds).toBeLessThan(ONSET + 40);
  });

  it('thermistor_loose: the reading falls while the block heats, and the firmware stops the print', () => {
    const { run, difference, ratio } = compare('thermistor_loose');
    expect(difference('temperature')).toBeLessThan(-10);
    expect(ratio('heater_power')).toBeGreaterThan(1.02);
    expect(run.events.at(-1)).toMatchObject({ event: 'shutdown' });
  });

  it('fan_failure: the fan stops, and the hot end needs less', () => {
    const { ratio } = compare('fan_failure', 1, 20);
    expect(ratio('fan_speed')).toBeLessThan(0.01);
    expect(ratio('fan')).toBe(1);
    expect(ratio('heater_power')).toBeLessThan(0.8);
    const { run, healthy } = compare('fan_failure');
    const last = (of: SimulatedRun) => of.truth.layers.at(-1)!.interlayer_c;
    expect(last(run)).toBeGreaterThan(last(healthy) + 2);
  });

  it('layer_shift: an axis is off by a multiple of four full steps', () => {
    const { run, healthy, from } = compare('layer_shift', 0.6);
    const off = (name: ChannelName): number =>
      run.clean.columns.get(name)![from]! - healthy.clean.columns.get(name)![from]!;
    const shift = Math.abs(off('position_x') || off('position_y'));
    expect(shift).toBeCloseTo(2.4, 9);
    expect(
      Math.hypot(run.truth.layers.at(-1)!.offset_x_mm, run.truth.layers.at(-1)!.offset_y_mm),
    ).toBeCloseTo(2.4, 9);
    expect(run.clean.columns.get('axis_load')![from]).toBeGreaterThan(1);
    const shock = run.accelerometer.x.subarray((from - 1) * 50, from * 50);
    const shockY = run.accelerometer.y.subarray((from - 1) * 50, from * 50);
    expect(Math.max(...shock.map(Math.abs), ...shockY.map(Math.abs))).toBeGreaterThan(8);
  });

  it('belt_slack: it rings lower and longer', () => {
    const { ratio } = compare('belt_slack', 1, 12);
    expect(ratio('vibration')).toBeGreaterThan(1.1);
  });

  it.each(['bed_adhesion_loss', 'warping', 'support_failure', 'layer_delamination'] as const)(
    '%s: the nozzle strikes, and the part is not where it should be',
    (kind) => {
      const { run, ratio, laid, healthy } = compare(kind);
      expect(ratio('vibration')).toBeGreaterThan(1.03);
      expect(ratio('axis_load')).toBeGreaterThan(1.03);
      const { lift, offsetX, pieceCount } = run.deposition;
      const off = lift.subarray(0, pieceCount).some((each) => each > 0.1);
      expect(off || offsetX.some((each) => each > 1)).toBe(true);
      // The printer itself knows nothing of it.
      expect(laid(run)).toBeCloseTo(laid(healthy), 0);
      expect(ratio('position_x')).toBe(1);
    },
  );

  it('bed_adhesion_loss: the part is dragged further and further', () => {
    const { run } = compare('bed_adhesion_loss');
    const way = run.truth.layers.map(({ offset_x_mm, offset_y_mm }) =>
      Math.hypot(offset_x_mm, offset_y_mm),
    );
    expect(way[0]).toBe(0);
    expect(way.at(-1)).toBeGreaterThan(8);
    expect(way.at(-1)!).toBeGreaterThan(way.at(-4)!);
  });

  it('nozzle_clog: more load, then slip, less flow, less power', () => {
    const { run, ratio, laid, healthy } = compare('nozzle_clog', 1, 15);
    expect(ratio('extruder_load')).toBeGreaterThan(2);
    expect(ratio('flow')).toBeLessThan(0.3);
    expect(ratio('heater_power')).toBeLessThan(0.97);
    expect(laid(run)).toBeLessThan(0.6 * laid(healthy));
    // A mild one only costs load.
    const mild = compare('nozzle_clog', 0.1, 20);
    expect(mild.ratio('extruder_load')).toBeGreaterThan(1.2);
    expect(mild.ratio('flow')).toBeCloseTo(1, 1);
  });

  it('under_extrusion: less filament than asked for', () => {
    const { run, ratio } = compare('under_extrusion', 0.6, 2);
    const pushed = (of: Float64Array) => of.at(-1)! - of[40 * 20]!;
    const seen = pushed(run.clean.columns.get('filament_position')!);
    const asked = pushed(run.clean.columns.get('extruder_position')!);
    // A retraction is pulled in full; what is pushed after it is not.
    expect(seen / asked).toBeLessThan(0.75);
    expect(ratio('extruder_load')).toBeLessThan(0.9);
  });

  it('filament_runout: the switch opens, the rest is used up, nothing follows', () => {
    const { run, from } = compare('filament_runout');
    const present = run.clean.columns.get('filament_present')!;
    expect([present[from - 1], present[from]]).toEqual([1, 0]);
    const seen = run.clean.columns.get('filament_position')!;
    expect(seen.at(-1)! - seen[from]!).toBeLessThan(5.5);
    expect(run.clean.columns.get('flow')!.at(-1)).toBe(0);
    expect(run.events.filter(({ event }) => event === 'filament_runout')).toHaveLength(1);
  });

  it('stringing: travels have filament on them, and the nozzle is empty behind them', () => {
    const input = inputOf(ringsGcode({ layers: 8, retracts: true }));
    const strings = ({ deposition }: SimulatedRun): number => {
      const { filament, count } = input.path;
      let sum = 0;
      for (let i = 1; i < count; i++)
        if (filament[i - 1]! < 0 && filament[i] === 0 && deposition.start[i]! > ONSET)
          sum += deposition.deposited[i]!;
      return sum;
    };
    const healthy = simulateRun(input, testScenario());
    const failing = testScenario({ failures: [testFailure('stringing', ONSET, 0.5)] });
    expect(strings(healthy)).toBe(0);
    expect(strings(simulateRun(input, failing))).toBeGreaterThan(0.2);
    expect(compare('stringing').ratio('extruder_load')).toBeLessThan(0.9);
  });

  it('under_voltage: everything is weaker', () => {
    const { ratio } = compare('under_voltage', 0.6, 5);
    expect(ratio('voltage')).toBeCloseTo(0.82, 2);
    expect(ratio('fan_speed')).toBeLessThan(0.85);
    expect(ratio('power')).toBeLessThan(0.9);
    expect(ratio('axis_load')).toBeGreaterThan(1.15);
  });

  it('more severe is more: load of a clog, fall of a heater, way of a part', () => {
    const rising = (values: readonly number[]) =>
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    rising([0.1, 0.3, 0.5, 0.9].map((s) => compare('nozzle_clog', s).ratio('extruder_load')));
    rising([0.2, 0.5, 0.7, 1].map((s) => -compare('heater_failure', s).difference('temperature')));
    rising(
      [0.1, 0.5, 1].map(
        (s) => compare('bed_adhesion_loss', s).run.truth.layers.at(-1)!.offset_x_mm ** 2,
      ),
    );
  });
});

it('a part bends to a circle: the rise of its corners, against the formula without approximation', () => {
  for (const [layers, length] of [
    [5, 60],
    [10, 100],
    [40, 120],
  ] as const) {
    const strain = 6.8e-5 * 37;
    const radius = (layers ** 3 * 0.2) / (6 * strain * (layers - 1));
    const exact = radius * (1 - Math.cos(length / (2 * radius)));
    expect(Math.abs(cornerLift(layers, 0.2, strain, length) / exact - 1)).toBeLessThan(0.01);
  }
});

it('no healthy printer shuts down, however it was drawn', () => {
  const input = inputOf(ringsGcode({ layers: 1, head: ['M190 S60', 'M109 S215', 'M106 S255'] }));
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const run = simulateRun(
        input,
        testScenario({ seed, noise: 1, parameters: drawParameters(seed, 1) }),
      );
      expect(run.events.at(-1)!.event).toBe('print_end');
    }),
    { numRuns: propertyRuns(25) },
  );
});
