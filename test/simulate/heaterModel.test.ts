import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeaterLoads, HeaterModel } from '../../pipeline/src/simulate/heaterModel.ts';
import { propertyRuns } from '../support/propertyRuns.ts';

/** Kalico's documented hot end, in a room of 25 °C, as the planning documents reckon with it. */
const KALICO = { heatCapacityJPerK: 22.31, responsivenessPerS: 0.0999, ambientC: 25 };
const LOSS = 0.155;
const POWER = 50;

const loads = (changes: Partial<HeaterLoads> = {}): HeaterLoads => ({
  powerW: 0,
  lossWPerK: LOSS,
  sensorFollow: 1,
  sensorCoolingPerS: 0,
  ...changes,
});

function heatedFor(seconds: number, acting: HeaterLoads, startC = 210): HeaterModel {
  const model = new HeaterModel(KALICO, 0.05, startC);
  for (let i = 0; i < seconds * 20; i++) model.step(acting);
  return model;
}

it('holds 210 °C with h·(T − Ta) = 28.7 W', () => {
  const power = LOSS * (210 - 25);
  expect(power).toBeCloseTo(28.7, 1);
  const { blockC, sensorC } = heatedFor(2000, loads({ powerW: power }));
  expect(blockC).toBeCloseTo(210, 9);
  expect(sensorC).toBeCloseTo(210, 9);
});

it('10 mm³/s of PLA take 4.4 W more', () => {
  const filament = 0.01 * 1.25 * 1.9;
  expect(filament * 185).toBeCloseTo(4.4, 1);
  const power = (LOSS + filament) * 185;
  expect(heatedFor(3000, loads({ powerW: power, lossWPerK: LOSS + filament })).blockC).toBeCloseTo(
    210,
    6,
  );
});

it('approaches its end with the time constant C/h = 144 s', () => {
  const goal = 25 + POWER / LOSS;
  const tau = KALICO.heatCapacityJPerK / LOSS;
  expect(tau).toBeCloseTo(144, 0);
  const { blockC } = heatedFor(144, loads({ powerW: POWER }), 25);
  expect((goal - blockC) / (goal - 25)).toBeCloseTo(Math.exp(-144 / tau), 9);
});

describe('the sensor, as in the planning documents,', () => {
  it.each([
    [30, 228],
    [60, 250],
    [120, 283],
  ])('reads %d s after the heater sticks at full power %d °C', (seconds, celsius) => {
    expect(heatedFor(seconds, loads({ powerW: POWER })).sensorC).toBeCloseTo(celsius, -0.5);
  });

  it.each([
    [10, 205],
    [30, 186],
    [60, 156],
  ])('reads %d s after the heater has broken %d °C', (seconds, celsius) => {
    expect(Math.abs(heatedFor(seconds, loads()).sensorC - celsius)).toBeLessThan(1.5);
  });

  it('reads a minute after it slipped out 100 °C, while the block is at 257 °C', () => {
    const loose = loads({ powerW: POWER, sensorFollow: 0.05, sensorCoolingPerS: 0.02 });
    const { sensorC, blockC } = heatedFor(60, loose);
    expect(Math.abs(sensorC - 100)).toBeLessThan(2);
    expect(Math.abs(blockC - 257)).toBeLessThan(1);
  });
});

const anyLoads = fc.record({
  powerW: fc.double({ min: 0, max: 300, noNaN: true }),
  lossWPerK: fc.double({ min: 0.05, max: 3, noNaN: true }),
  sensorFollow: fc.double({ min: 0.05, max: 1, noNaN: true }),
  sensorCoolingPerS: fc.double({ min: 0, max: 0.1, noNaN: true }),
});

it('is exact: a hundred small steps are one large one', () => {
  fc.assert(
    fc.property(anyLoads, fc.double({ min: 20, max: 300, noNaN: true }), (acting, startC) => {
      const fine = new HeaterModel(KALICO, 0.05, startC);
      const coarse = new HeaterModel(KALICO, 5, startC);
      for (let i = 0; i < 100; i++) fine.step(acting);
      coarse.step(acting);
      expect(fine.blockC).toBeCloseTo(coarse.blockC, 7);
      expect(fine.sensorC).toBeCloseTo(coarse.sensorC, 7);
    }),
    { numRuns: propertyRuns(100) },
  );
});

it('keeps its energy: what comes in is stored or lost', () => {
  fc.assert(
    fc.property(anyLoads, fc.double({ min: 20, max: 300, noNaN: true }), (acting, startC) => {
      const model = new HeaterModel(KALICO, 0.01, startC);
      let lost = 0;
      for (let i = 0; i < 1000; i++) {
        const before = model.blockC;
        model.step(acting);
        lost += acting.lossWPerK * ((before + model.blockC) / 2 - KALICO.ambientC) * 0.01;
      }
      const stored = KALICO.heatCapacityJPerK * (model.blockC - startC);
      expect(Math.abs(acting.powerW * 10 - lost - stored)).toBeLessThan(0.01);
    }),
    { numRuns: propertyRuns(60) },
  );
});

it('does the same where block and sensor have one rate', () => {
  const alike = { ...KALICO, responsivenessPerS: LOSS / KALICO.heatCapacityJPerK };
  const model = new HeaterModel(alike, 0.05, 210);
  for (let i = 0; i < 200; i++) model.step(loads());
  const rate = alike.responsivenessPerS;
  expect(model.sensorC).toBeCloseTo(25 + 185 * (1 + rate * 10) * Math.exp(-rate * 10), 4);
});
