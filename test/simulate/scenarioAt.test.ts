import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { CASCADES, FAILURES } from '#core/run/failures';
import { Failure } from '../../pipeline/src/exit.ts';
import { checkScenarioSpec } from '../../pipeline/src/simulate/checkScenarioSpec.ts';
import { MATERIALS } from '../../pipeline/src/simulate/materials.ts';
import { PARAMETERS } from '../../pipeline/src/simulate/parameters.ts';
import { readSweep } from '../../pipeline/src/simulate/readSweep.ts';
import { runIdOf, type ScenarioSpec, scenarioAt } from '../../pipeline/src/simulate/scenarioAt.ts';

const KINDS = [
  ...FAILURES.map(({ kind }) => kind),
  ...(['heat_creep', 'brown_out', 'lost_part'] as const),
];

const SPEC: ScenarioSpec = {
  seed: 7,
  printSeconds: 600,
  failures: KINDS,
  materials: MATERIALS,
  noise: 0.5,
  severity: [0.3, 1],
  onset: [0.2, 0.8],
};

const indices = fc.nat(20_000_000);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const pairOf = (value: fc.Arbitrary<number>) =>
  fc.tuple(value, value).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const specs: fc.Arbitrary<ScenarioSpec> = fc.record({
  seed: fc.maxSafeNat(),
  printSeconds: fc.double({ min: 1, max: 1e6, noNaN: true }),
  failures: fc.array(fc.constantFrom(...KINDS), { maxLength: 5 }),
  materials: fc.constant(MATERIALS.slice(0, 2)),
  noise: fc.oneof(
    share,
    fc.record({ from: share, to: share, runs: fc.integer({ min: 1, max: 1e6 }) }),
  ),
  severity: pairOf(fc.double({ min: 0.01, max: 1, noNaN: true })),
  onset: pairOf(share),
  sweep: fc.constantFrom(
    undefined,
    readSweep('sobol:hotendLossWPerK=0.13..0.19,resonanceXHz=30..60'),
    readSweep('latin/50:backlashMm=0..0.05'),
    readSweep('grid:beltTension=0.9..1.1/3'),
  ),
});

test('one run, all of it', () => {
  const { material, ...rest } = scenarioAt(SPEC, 31);
  expect({ material: material.name, ...rest }).toMatchInlineSnapshot(`
    {
      "cascade": "heat_creep",
      "failures": [
        {
          "kind": "fan_failure",
          "onsetPlannedSeconds": 221.02325782981927,
          "severity": 0.43076534558421326,
        },
        {
          "kind": "nozzle_clog",
          "onsetPlannedSeconds": 223.0343457006322,
          "severity": 0.3287250125516743,
        },
        {
          "kind": "under_extrusion",
          "onsetPlannedSeconds": 229.16227592443957,
          "severity": 0.6511557815989402,
        },
      ],
      "healthyTwin": "run_00031",
      "index": 31,
      "material": "TPE",
      "noise": 0.5,
      "parameters": {
        "accelerometerNoiseMPerS2": 0.03669994053859829,
        "airFlowMPerS": 0.21303735481553035,
        "ambientTemperatureC": 24.131832438595033,
        "backlashMm": 0.018695473868068184,
        "bedHeatCapacityJPerK": 704.4433620744601,
        "bedLossWPerK": 1.406860722016545,
        "bedMeshMm": 0.02500977806977734,
        "bedPowerW": 266.5547134723512,
        "beltTension": 1.0497249915901596,
        "clockDriftPpm": -25.610160980960337,
        "clockJitterS": 0.0005251391686991742,
        "dampingRatio": 0.0969324034320573,
        "fanMaxRpm": 5472.407687119912,
        "filamentNoiseMm": 0.009820593295459099,
        "fullStepsPerMm": 5,
        "hotendFanLossWPerK": 0.07445479689550269,
        "hotendHeatCapacityJPerK": 22.297915711797174,
        "hotendLossWPerK": 0.14263183783288078,
        "hotendPowerW": 49.622210543420195,
        "humidityPercent": 49.04519977540233,
        "idlePowerW": 9.418146764633502,
        "loadNoise": 0.014873549813811806,
        "maxFlowMm3PerS": 13.809088488746523,
        "motorPowerW": 12.59586509422845,
        "nozzleWear": 0.9938091083646303,
        "oozeMmPerS": 0.006216790764174834,
        "positionNoiseMm": 0.001893856047596229,
        "powerNoiseW": 0.0763287128616135,
        "pressureLagS": 0.05018814325629899,
        "resonanceXHz": 44.30360754144953,
        "resonanceYHz": 46.49208110075966,
        "sensorResponsivenessPerS": 0.1287606864591981,
        "supplyVoltageV": 23.791455372088805,
        "temperatureDelayS": 0.057240738073413865,
        "temperatureNoiseC": 0.18866034278672492,
      },
      "runId": "run_00032",
      "seed": 5244754460520953,
    }
  `);
});

test('the same arguments give the same scenario, whatever else was made', () => {
  fc.assert(
    fc.property(specs, indices, indices, (spec, index, other) => {
      const first = scenarioAt(spec, index);
      scenarioAt(spec, other);
      expect(scenarioAt({ ...spec }, index)).toEqual(first);
    }),
  );
});

test('the failing run is its healthy twin but for its failures', () => {
  fc.assert(
    fc.property(specs, fc.nat(10_000_000), (spec, place) => {
      fc.pre(spec.failures.length > 0);
      const healthy = scenarioAt(spec, 2 * place);
      const failing = scenarioAt(spec, 2 * place + 1);
      expect(healthy).toMatchObject({ failures: [], cascade: undefined, healthyTwin: undefined });
      expect(failing.failures.length).toBeGreaterThan(0);
      expect(failing.healthyTwin).toBe(healthy.runId);
      expect({
        ...failing,
        index: healthy.index,
        runId: healthy.runId,
        failures: [],
        cascade: undefined,
        healthyTwin: undefined,
      }).toEqual(healthy);
    }),
  );
});

test('failures take turns, and cascades are all of their failures in order', () => {
  fc.assert(
    fc.property(specs, fc.nat(10_000_000), (spec, place) => {
      fc.pre(spec.failures.length > 0);
      const kind = spec.failures[place % spec.failures.length]!;
      const { failures, cascade } = scenarioAt(spec, 2 * place + 1);
      const expected = kind in CASCADES ? CASCADES[kind as keyof typeof CASCADES] : [kind];
      expect(failures.map((failure) => failure.kind)).toEqual(expected);
      expect(cascade).toBe(kind in CASCADES ? kind : undefined);
    }),
  );
});

test('onsets and severities lie where they were asked for', () => {
  fc.assert(
    fc.property(specs, indices, (spec, index) => {
      const { failures } = scenarioAt(spec, index);
      let before = spec.onset[0] * spec.printSeconds;
      failures.forEach(({ onsetPlannedSeconds, severity }, step) => {
        expect(severity).toBeGreaterThanOrEqual(spec.severity[0]);
        expect(severity).toBeLessThanOrEqual(spec.severity[1]);
        expect(onsetPlannedSeconds).toBeGreaterThanOrEqual(before);
        expect(onsetPlannedSeconds).toBeLessThanOrEqual(spec.printSeconds);
        if (step === 0)
          expect(onsetPlannedSeconds).toBeLessThanOrEqual(
            spec.onset[1] * spec.printSeconds * (1 + 1e-15),
          );
        else expect(onsetPlannedSeconds - before).toBeLessThanOrEqual(8.001);
        before = onsetPlannedSeconds;
      });
    }),
  );
});

test('without failures every run is healthy and different', () => {
  const spec = { ...SPEC, failures: [] };
  const runs = Array.from({ length: 200 }, (_, index) => scenarioAt(spec, index));
  expect(runs.every((run) => run.failures.length === 0 && run.healthyTwin === undefined)).toBe(
    true,
  );
  expect(new Set(runs.map(({ seed }) => seed)).size).toBe(200);
  expect(new Set(runs.map(({ parameters }) => parameters.resonanceXHz)).size).toBe(200);
  expect(new Set(runs.map(({ material }) => material.name)).size).toBe(MATERIALS.length);
});

test('another seed is another dataset', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), indices, (seed, other, index) => {
      fc.pre(seed !== other);
      expect(scenarioAt({ ...SPEC, seed }, index).seed).not.toBe(
        scenarioAt({ ...SPEC, seed: other }, index).seed,
      );
    }),
  );
});

describe('noise', () => {
  const schedule = { from: 0, to: 1, runs: 21 };

  it('0 has the nominal parameters', () => {
    const { parameters } = scenarioAt({ ...SPEC, noise: 0 }, 4);
    expect(parameters).toEqual(
      Object.fromEntries(PARAMETERS.map(({ name, nominal }) => [name, nominal])),
    );
  });

  it('rises evenly over healthy runs and then stays', () => {
    const spec = { ...SPEC, failures: [], noise: schedule };
    const levels = [0, 1, 10, 20, 21, 5_000_000].map((index) => scenarioAt(spec, index).noise);
    expect(levels).toEqual([0, 0.05, 0.5, 1, 1, 1]);
  });

  it('rises evenly over pairs, and twins have the same', () => {
    const spec = { ...SPEC, noise: { from: 0.2, to: 0.4, runs: 22 } };
    const levels = [0, 1, 2, 3, 20, 21, 22].map((index) => scenarioAt(spec, index).noise);
    expect(levels).toEqual([0.2, 0.2, 0.22, 0.22, 0.4, 0.4, 0.4].map((x) => expect.closeTo(x, 12)));
  });

  it('of a single run is where the schedule begins', () => {
    expect(scenarioAt({ ...SPEC, noise: { from: 0.3, to: 1, runs: 1 } }, 0).noise).toBe(0.3);
  });
});

test('each point of a sweep comes with each failure once', () => {
  const spec: ScenarioSpec = {
    ...SPEC,
    failures: ['nozzle_clog', 'layer_shift', 'warping'],
    sweep: readSweep('grid:resonanceXHz=30..60/3'),
  };
  const met = Array.from({ length: 9 }, (_, place) => {
    const { failures, parameters } = scenarioAt(spec, 2 * place + 1);
    return `${failures[0]?.kind} ${parameters.resonanceXHz}`;
  });
  expect(new Set(met).size).toBe(9);
});

test('a far scenario takes no more work than the first', () => {
  expect(readsOf(19_999_999)).toBe(readsOf(1));
  expect(readsOf(19_999_998)).toBe(readsOf(0));

  /** How often the description of the dataset is looked at to make one run. */
  function readsOf(index: number): number {
    let reads = 0;
    const counted = <Of extends object>(of: Of): Of =>
      new Proxy(of, {
        get(target, key, receiver) {
          reads += 1;
          return Reflect.get(target, key, receiver);
        },
      });
    const failures = counted(['nozzle_clog'] as const);
    scenarioAt(counted({ ...SPEC, failures, materials: counted([...MATERIALS]) }), index);
    return reads;
  }
});

test.each([
  [0, 'run_00001'],
  [99_998, 'run_99999'],
  [99_999, 'run_100000'],
  [19_999_999, 'run_20000000'],
])('run %d is called %s', (index, name) => {
  expect(runIdOf(index)).toBe(name);
  expect(scenarioAt(SPEC, index).runId).toBe(name);
});

describe('checkScenarioSpec', () => {
  it('finds nothing wrong with any that scenarioAt can make', () => {
    fc.assert(fc.property(specs, (spec) => checkScenarioSpec(spec)));
  });

  it.each<[Partial<ScenarioSpec>, string]>([
    [{ seed: -1 }, 'The seed must be a whole number from 0 to 2^53 − 1, not -1.'],
    [{ seed: 0.5 }, 'The seed must be a whole number from 0 to 2^53 − 1, not 0.5.'],
    [
      { printSeconds: 0 },
      'The G-code prints nothing that takes time, so there is no run to simulate.',
    ],
    [
      { failures: ['fire' as 'warping'] },
      `There is no failure "fire"; there are ${KINDS.join(', ')}.`,
    ],
    [{ materials: [] }, 'A simulation needs at least one material.'],
    [{ noise: 1.5 }, 'Noise must be from 0 (none) to 1 (all there is), not 1.5.'],
    [
      { noise: { from: 0, to: -1, runs: 5 } },
      'Noise must be from 0 (none) to 1 (all there is), not -1.',
    ],
    [
      { severity: [0, 1] },
      'Severities must lie above 0 and be 1 at most, the lower end first, not 0..1.',
    ],
    [
      { onset: [0.8, 0.2] },
      'Onsets must be shares of the print from 0 to 1, the lower end first, not 0.8..0.2.',
    ],
  ])('%j', (wrong, sentence) => {
    expect(() => checkScenarioSpec({ ...SPEC, ...wrong })).toThrow(new Failure(sentence));
  });
});
