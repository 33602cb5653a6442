import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Extruder } from '../../pipeline/src/simulate/extrusion.ts';
import { propertyRuns } from '../support/propertyRuns.ts';
import { inputOf, nominalParameters } from '../support/simulation.ts';

const INPUT = inputOf('G90\nM83\nG1 X10 E1 F600\n');
const AREA = INPUT.filamentAreaMm2;
const LAG = 0.04;
const STEP = 1e-3;

function extruder(changes: Parameters<typeof nominalParameters>[0] = { oozeMmPerS: 0 }): Extruder {
  return new Extruder(INPUT, nominalParameters(changes));
}

/** What leaves the nozzle in each step, mm³/s, while mm³/s are fed as `flow` says. */
function flowOf(made: Extruder, flow: (seconds: number) => number, seconds: number): Float64Array {
  const turned = Float64Array.from(
    { length: Math.round(seconds / STEP) },
    (_each, i) => (flow((i + 0.5) * STEP) * STEP) / AREA,
  );
  const out = new Float64Array(turned.length);
  made.run(turned, out, STEP);
  return out.map((filament) => (filament * AREA) / STEP);
}

it('follows a step of the feed as 1 − e^(−t/K)', () => {
  const flow = flowOf(extruder(), () => 5, 0.4);
  for (const at of [40, 80, 120, 200]) {
    const exact = 5 * (1 - Math.exp((-at * STEP) / LAG));
    expect(Math.abs(flow[at]! - exact)).toBeLessThan(0.08);
  }
  expect(flow.at(-1)).toBeCloseTo(5, 3);
});

it('pressure advance of the same time constant undoes the lag', () => {
  // The extruder is turned by e + K·ė.
  const ramp = (t: number): number => Math.min(5, 50 * t);
  const advanced = (t: number): number => ramp(t) + (t < 0.1 ? LAG * 50 : 0);
  const flow = flowOf(extruder(), advanced, 0.3);
  // The first sample is that of an empty chamber.
  for (let i = 3; i < flow.length; i++) expect(flow[i]).toBeCloseTo(ramp((i + 0.5) * STEP), 0);
});

it('nothing comes out of a retracted nozzle, and all is back after the unretraction', () => {
  const made = extruder();
  flowOf(made, () => 5, 0.5);
  const held = made.storedMm3;
  const retracted = flowOf(made, () => -60, 0.03);
  expect(made.storedMm3).toBeCloseTo(held - 1.8, 1);
  expect(retracted.at(-1)).toBe(0);
  expect(Math.max(...flowOf(made, () => 0, 1))).toBe(0);
  flowOf(made, () => 60, 0.03);
  expect(made.storedMm3).toBeGreaterThan(-0.1);
  expect(made.storedMm3).toBeLessThan(held);
});

describe('it slips', () => {
  it('where more is asked for than it can press', () => {
    const made = extruder({ oozeMmPerS: 0 });
    const flow = flowOf(made, () => 20, 1);
    expect(flow.at(-1)).toBeCloseTo(14, 6);
    expect(made.load).toBeGreaterThan(0.9);
    flowOf(made, () => 20, 1);
    expect(made.load).toBeCloseTo(1, 6);
    expect(made.slipped * AREA).toBeCloseTo(6, 3);
    expect(made.advanced * AREA).toBeCloseTo(14, 3);
  });

  it('where the nozzle is narrower: the most that flows goes with the fourth power', () => {
    const made = extruder();
    made.setConditions(1 / 0.8 ** 4, 1, 0, 1);
    expect(flowOf(made, () => 20, 3).at(-1)).toBeCloseTo(14 * 0.8 ** 4, 3);
  });
});

it('the load is the flow times the resistance', () => {
  const made = extruder();
  flowOf(made, () => 5, 2);
  const [clean] = [made.load, flowOf(made, () => 5, 2)];
  made.setConditions(2, 1, 0, 1);
  flowOf(made, () => 5, 2);
  flowOf(made, () => 5, 2);
  expect((made.load - 0.08) / (clean - 0.08)).toBeCloseTo(2, 1);
});

it('oozes while it is hot and not retracted', () => {
  const made = extruder({ oozeMmPerS: 0.01 });
  made.setConditions(1, 1, 1, 1);
  const drops = flowOf(made, () => 0, 1);
  expect(drops[0]! / AREA).toBeCloseTo(0.01, 4);
  flowOf(made, () => -60, 0.03);
  expect(Math.max(...flowOf(made, () => 0, 1))).toBe(0);
});

it('ends with its filament', () => {
  const made = extruder();
  made.remainingMm = 2;
  flowOf(made, () => 5, 1);
  expect(made.advanced).toBeCloseTo(2, 6);
  const end = flowOf(made, () => 5, 1);
  expect(made.advanced).toBe(0);
  expect(end.at(-1)).toBeCloseTo(0, 6);
  flowOf(made, () => -60, 0.03);
  expect(made.advanced).toBe(0);
});

it('loses and makes no filament', () => {
  const feed = fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { maxLength: 200 });
  const share = fc.double({ min: 0.3, max: 1, noNaN: true });
  const resistance = fc.double({ min: 0.3, max: 50, noNaN: true });
  fc.assert(
    fc.property(feed, share, resistance, fc.nat(50), (turned, grip, resists, ooze) => {
      const made = extruder({ oozeMmPerS: 0.01 });
      made.setConditions(resists, grip, ooze, 3);
      const out = new Float64Array(turned.length);
      made.run(Float64Array.from(turned), out, STEP);
      const left = out.reduce((sum, each) => sum + each, 0);
      expect(made.advanced).toBeCloseTo(left + made.storedMm3 / AREA, 9);
      for (const each of out) expect(each).toBeGreaterThanOrEqual(-1e-12);
    }),
    { numRuns: propertyRuns(100) },
  );
});
