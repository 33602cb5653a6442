import { expect, test } from 'vitest';
import { exactRun, runFeature } from '../../../support/alignedRun.ts';
import { evenNoises } from '../../../support/noise.ts';

const RATE_HZ = 1000;

function shaken(x: (seconds: number, i: number) => number): ReturnType<typeof exactRun> {
  const length = 6 * RATE_HZ;
  const zeros = new Float32Array(length);
  return exactRun(
    undefined,
    {},
    {
      accelerometer: {
        rateHz: RATE_HZ,
        startSourceSeconds: 0,
        x: Float32Array.from({ length }, (_, i) => x(i / RATE_HZ, i)),
        y: zeros,
        z: zeros,
      },
    },
  );
}

test('a sine has its closed forms', () => {
  const run = shaken((t) => 3 * Math.sin(2 * Math.PI * 46.875 * t));
  expect(runFeature(run, 'vibration_x_rms')).toBeCloseTo(3 / Math.SQRT2, 2);
  expect(runFeature(run, 'vibration_x_peak')).toBeCloseTo(3, 2);
  expect(runFeature(run, 'vibration_x_crest')).toBeCloseTo(Math.SQRT2, 2);
  expect(runFeature(run, 'vibration_x_kurtosis')).toBeCloseTo(-1.5, 2);
  expect(runFeature(run, 'vibration_x_dominant')).toBe(46.875);
  expect(runFeature(run, 'vibration_x_band_20_60')).toBeCloseTo(4.5, 3);
  expect(runFeature(run, 'vibration_x_band_60_120')).toBeCloseTo(0, 3);
  expect(runFeature(run, 'vibration_x_centroid')).toBeCloseTo(46.875, 1);
});

test('the entropy of noise is near 1, that of a tone near 0', () => {
  const noise = evenNoises(6 * RATE_HZ);
  expect(
    runFeature(
      shaken((_, i) => noise[i]!),
      'vibration_x_entropy',
    ),
  ).toBeGreaterThan(0.95);
  const tone = shaken((t) => Math.sin(2 * Math.PI * 100 * t));
  expect(runFeature(tone, 'vibration_x_entropy')).toBeLessThan(0.2);
});

test.each([0, 1, 4])('%i shocks in noise are counted', (count) => {
  const noise = evenNoises(6 * RATE_HZ);
  const run = shaken((_, i) => {
    const since = (i - 500) % 1000;
    const isShock = Math.floor((i - 500) / 1000) < count && since >= 0 && since < 20;
    return noise[i]! + (isShock ? 30 * Math.exp(-since / 5) : 0);
  });
  expect(runFeature(run, 'vibration_shock_count')).toBe(count);
});

test('without an accelerometer there is no spectrum, not one of zeros', () => {
  const run = exactRun(undefined, { vibration: 0.5 });
  expect(runFeature(run, 'vibration_rms')).toBeCloseTo(0.5, 12);
  for (const name of ['vibration_x_rms', 'vibration_x_band_5_20', 'vibration_shock_count'])
    expect(runFeature(run, name)).toBeNaN();
});

test('a sampler that is too slow for a band says nothing of it', () => {
  const length = 2000;
  const samples = Float32Array.from(evenNoises(length));
  const accelerometer = { rateHz: 200, startSourceSeconds: 0, x: samples, y: samples, z: samples };
  const run = exactRun(undefined, {}, { accelerometer });
  expect(runFeature(run, 'vibration_x_band_20_60')).toBeGreaterThan(0);
  expect(runFeature(run, 'vibration_x_band_120_250')).toBeNaN();
});
