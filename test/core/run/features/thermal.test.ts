import { expect, test } from 'vitest';
import { sectionsOf } from '#core/run/features/section';
import { stepOf } from '#core/run/features/temperatureStep';
import type { ColumnValues } from '../../../support/alignedRun.ts';
import { exactRun, runFeature } from '../../../support/alignedRun.ts';

/** A print of a hundred seconds: four slow lines. */
const SLOW_LINES = [
  'M104 S200',
  'G90',
  'M83',
  'G28',
  ';LAYER_CHANGE',
  ';Z:0.2',
  ';HEIGHT:0.2',
  'G1 X10 Y10 Z0.2 F7200',
  ...[1, 2, 3, 4].map((i) => `G1 X${i % 2 === 0 ? 10 : 60} E2.5 F120`),
  '',
].join('\n');

function expectFeatures(
  temperature: ColumnValues,
  expected: Readonly<Record<string, number>>,
  columns: Parameters<typeof exactRun>[1] = {},
): void {
  const run = exactRun(SLOW_LINES, { temperature, target_temperature: 200, ...columns });
  for (const [name, value] of Object.entries(expected)) {
    expect(runFeature(run, `hotend_${name}`), name).toBeCloseTo(value, 2);
  }
}

test('a sine about the target has its closed forms', () => {
  // Whole periods: 4 s are a twenty-fifth of the hundred seconds.
  expectFeatures((t) => 200 + 0.8 * Math.sin((2 * Math.PI * t) / 4), {
    temperature_mean: 200,
    temperature_std: 0.8 / Math.SQRT2,
    error_max: 0.8,
    ripple_amplitude: 0.8,
    ripple_frequency: 0.25,
    time_in_band: 1,
  });
});

test('the integral of the absolute error of a constant error is the error times the time', () => {
  const run = exactRun(SLOW_LINES, { temperature: 199.5, target_temperature: 200 });
  const { whole } = sectionsOf(run);
  const seconds = (whole.endRow - whole.firstRow - 1) / 20;
  expect(runFeature(run, 'hotend_iae')).toBeCloseTo(0.5 * seconds, 9);
});

test('a ramp has a slope, a trend and leaves the band', () => {
  expectFeatures((t) => 200 + 0.02 * t, {
    slope_max: 0.02,
    slope_min: 0.02,
    trend: 1.2,
    error_max: 2,
    time_in_band: 0.5,
  });
});

test('a heat balance that closes leaves nothing, and a fan that fails leaves what it took', () => {
  const loss = 0.155 + 0.0614;
  // 2.5 mm of filament in 25 s at 1.75 mm, 1.25 g/cm³ and 1.8 J/gK.
  const melting = ((2.5 * Math.PI * 1.75 ** 2) / 4 / 25) * 1.25e-3 * 1.8;
  const asked = (loss + melting) * (200 - 23);
  const columns = { heater_power: asked, fan: 1 };
  expectFeatures(200, { power_mean: asked, power_residual_mean: 0 }, columns);
  const without = { heater_power: asked - 0.0614 * 177, fan: 1 };
  expectFeatures(200, { power_residual_mean: -0.0614 * 177 }, without);
});

test('a first-order answer rises in τ·ln 9', () => {
  const time = Float64Array.from({ length: 20_000 }, (_, i) => i / 20);
  const tau = 30;
  const temperature = time.map((t) => 20 + 180 * (1 - Math.exp(-t / tau)));
  const target = time.map(() => 200);
  const step = stepOf(time, temperature, target, { firstRow: 0, endRow: time.length });
  expect(step.riseSeconds).toBeCloseTo(tau * Math.log(9), 1);
  expect(step.overshootC).toBe(0);
  // Within a degree after τ·ln 180; it then changes by 1/30 °C/s, which is slow enough.
  expect(step.settlingSeconds).toBeCloseTo(tau * Math.log(180), 1);
});

test('a second-order answer overshoots by exp(−πζ/√(1−ζ²))', () => {
  const zeta = 0.5;
  const omega = 0.2;
  const damped = omega * Math.sqrt(1 - zeta * zeta);
  const time = Float64Array.from({ length: 4_000 }, (_, i) => i / 20);
  const temperature = time.map(
    (t) =>
      200 -
      180 *
        Math.exp(-zeta * omega * t) *
        (Math.cos(damped * t) + ((zeta * omega) / damped) * Math.sin(damped * t)),
  );
  const target = time.map(() => 200);
  const step = stepOf(time, temperature, target, { firstRow: 0, endRow: time.length });
  expect(step.heightC).toBe(180);
  expect(step.overshootC / 180).toBeCloseTo(
    Math.exp((-Math.PI * zeta) / Math.sqrt(1 - zeta * zeta)),
    4,
  );
});

test('the heating up is found in the run, with its overshoot as a share', () => {
  const run = exactRun(SLOW_LINES, {
    target_temperature: (t) => (t < 10 ? 0 : 200),
    temperature: (t) => (t < 10 ? 20 : Math.min(20 + 9 * (t - 10), t < 32 ? 209 : 200)),
  });
  expect(runFeature(run, 'hotend_overshoot')).toBeCloseTo(9, 6);
  expect(runFeature(run, 'hotend_overshoot_percent')).toBeCloseTo(5, 6);
  expect(runFeature(run, 'hotend_rise_time')).toBeCloseTo(16, 1);
  expect(runFeature(run, 'hotend_settling_time')).toBeCloseTo(23, 0);
});

test('a heater that is off is in no steady state', () => {
  const run = exactRun(SLOW_LINES, { temperature: 25, target_temperature: 0 });
  expect(runFeature(run, 'hotend_temperature_mean')).toBeNaN();
  expect(runFeature(run, 'bed_temperature_mean')).toBeNaN();
});
