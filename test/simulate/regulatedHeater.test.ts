import { describe, expect, it } from 'vitest';
import type { HeaterLoads } from '../../pipeline/src/simulate/heaterModel.ts';
import { RegulatedHeater } from '../../pipeline/src/simulate/regulatedHeater.ts';

const GAINS = { kp: 22.2, ki: 1.08, kd: 114 };
const CONSTANTS = { heatCapacityJPerK: 22.31, responsivenessPerS: 0.0999, ambientC: 25 };
const LOSS = 0.155;
const POWER = 50;

interface Course {
  readonly seconds: number;
  readonly hotend: RegulatedHeater;
  readonly lowest: number;
  readonly highest: number;
  readonly settledAt: number | undefined;
  readonly fault: string | undefined;
  readonly faultAt: number | undefined;
}

/** Heats from `startC`, or goes on from 210 °C with what `acting` makes of its duty. */
function run(
  seconds: number,
  options: {
    readonly from?: 'cold' | 'held';
    readonly maxTemperatureC?: number;
    readonly acting?: (duty: number) => Partial<HeaterLoads>;
  } = {},
): Course {
  const { from = 'held', maxTemperatureC = 300, acting = () => ({}) } = options;
  const heldDuty = (LOSS * 185) / POWER;
  const hotend = new RegulatedHeater(
    GAINS,
    { name: 'The hot end', gainSeconds: 20, maxTemperatureC },
    CONSTANTS,
    from === 'held' ? { celsius: 210, heldDuty } : { celsius: 25, heldDuty: 0 },
  );
  hotend.control.targetC = 210;
  let [lowest, highest] = [Infinity, -Infinity];
  let settledAt: number | undefined;
  let tick = 0;
  let fault: string | undefined;
  for (; tick < seconds * 20; tick++) {
    fault = hotend.regulate(tick);
    if (fault !== undefined) break;
    if (tick > 0 && tick % 20 === 0 && !hotend.control.isBusy) settledAt ??= tick / 20;
    const { duty } = hotend.control;
    hotend.model.step({
      powerW: duty * POWER,
      lossWPerK: LOSS,
      sensorFollow: 1,
      sensorCoolingPerS: 0,
      ...acting(duty),
    });
    lowest = Math.min(lowest, hotend.model.sensorC);
    highest = Math.max(highest, hotend.model.sensorC);
  }
  const faultAt = fault === undefined ? undefined : tick / 20;
  return { seconds, hotend, lowest, highest, settledAt, fault, faultAt };
}

it('heats up, overshoots by a degree or two, and settles by the rule of M109', () => {
  const { highest, settledAt, fault, hotend } = run(600, { from: 'cold' });
  expect(fault).toBeUndefined();
  expect(highest).toBeGreaterThan(210);
  expect(highest).toBeLessThan(213);
  expect(settledAt).toBeGreaterThan(100);
  expect(settledAt).toBeLessThan(220);
  expect(hotend.model.sensorC).toBeCloseTo(210, 1);
});

it('holds a temperature with what it loses, within 1 %', () => {
  const { hotend, lowest, highest } = run(300);
  expect(Math.abs(hotend.control.duty * POWER - LOSS * 185) / (LOSS * 185)).toBeLessThan(0.01);
  expect(highest - lowest).toBeLessThan(0.1);
});

it('finds the power again when filament begins to take heat along', () => {
  const filament = 0.01 * 1.25 * 1.9;
  const { hotend } = run(900, { acting: () => ({ lossWPerK: LOSS + filament }) });
  const power = hotend.control.duty * POWER;
  expect(Math.abs(power - (LOSS + filament) * 185) / power).toBeLessThan(0.01);
});

describe('the firmware', () => {
  it('shuts down 20 to 30 s after a heater broke', () => {
    const { fault, faultAt } = run(120, { acting: () => ({ powerW: 0 }) });
    expect(fault).toMatchInlineSnapshot(`"The hot end does not heat as it should."`);
    expect(faultAt).toBeGreaterThan(15);
    expect(faultAt).toBeLessThan(30);
  });

  it('shuts down some 10 s after the sensor has slipped out, with the block still warm', () => {
    const loose = { sensorFollow: 0.05, sensorCoolingPerS: 0.02 };
    const { faultAt, hotend } = run(120, { acting: () => loose });
    expect(faultAt).toBeGreaterThan(7);
    expect(faultAt).toBeLessThan(15);
    expect(hotend.model.blockC).toBeGreaterThan(205);
  });

  it('does not notice a runaway below max_temp, and does above it', () => {
    const acting = () => ({ powerW: POWER });
    expect(run(120, { acting }).fault).toBeUndefined();
    const { fault, faultAt } = run(600, { acting, maxTemperatureC: 260 });
    expect(fault).toMatchInlineSnapshot(`"The hot end reads more than its maximum of 260 °C."`);
    expect(faultAt).toBeGreaterThan(60);
    expect(faultAt).toBeLessThan(90);
  });

  it('gives up a heater that is too weak to come near its target', () => {
    const { fault } = run(900, { from: 'cold', acting: (duty) => ({ powerW: duty * 20 }) });
    expect(fault).toBeDefined();
  });

  it('switches off what is asked for 0 °C', () => {
    const { hotend } = run(1);
    hotend.control.targetC = 0;
    hotend.regulate(30);
    hotend.regulate(36);
    expect(hotend.control.duty).toBe(0);
  });
});
