import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bandPower,
  dominantFrequency,
  spectralCentroid,
  spectralEntropy,
  transform,
  welch,
} from '#core/run/features/spectrum';
import { evenNoises } from '../../../support/noise.ts';

const signal = evenNoises(3000).map(
  (noise, i) =>
    2 * Math.sin((2 * Math.PI * 47 * i) / 1000) +
    0.5 * Math.sin((2 * Math.PI * 180 * i) / 1000) +
    noise,
);
const spectrum = welch(signal, 1000, 1024)!;

// Right-hand sides are of scipy.signal.welch 1.17.1 with a Hann window, 1024 samples, half overlapping.
test.each([
  [0, 2.218936675005149e-5],
  [1, 0.0002336039218449065],
  [47, 0.2192377066359173],
  [48, 1.3235228586809182],
  [100, 0.00016185269132353464],
  [184, 0.07676638086512369],
  [512, 6.608730749530826e-5],
])('the density at %i steps is that of scipy', (k, theirs) => {
  expect(spectrum.density[k]! / theirs).toBeCloseTo(1, 9);
});

test.each([
  [5, 20, 0.0023998314156338236],
  [20, 60, 1.9896679989342236],
  [60, 120, 0.010849310250260027],
  [120, 250, 0.148135366838357],
  [250, 500, 0.04216217949445631],
])('the power from %i to %i Hz is that of scipy', (low, high, theirs) => {
  expect(bandPower(spectrum, low, high)).toBeCloseTo(theirs, 9);
});

test('dominant frequency, centroid and entropy are those of the same spectrum in numpy', () => {
  expect(dominantFrequency(spectrum)).toBe(46.875);
  expect(spectralCentroid(spectrum)).toBeCloseTo(62.4920430794449, 8);
  expect(spectralEntropy(spectrum)).toBeCloseTo(0.23162814101737722, 10);
});

test('a signal shorter than a piece is filled up with zeros as scipy does', () => {
  const short = welch(signal.subarray(0, 100), 1000, 1024)!;
  expect(short.stepHz).toBe(1000 / 128);
  const theirs = { 1: 0.0005831092446698435, 6: 0.13005521135586084, 64: 0.00012197088066063445 };
  for (const [k, density] of Object.entries(theirs))
    expect(short.density[Number(k)]! / density).toBeCloseTo(1, 9);
});

test('a sine has half the square of its amplitude as power, where it is', () => {
  const sine = Float64Array.from({ length: 4096 }, (_, i) => 3 * Math.sin((2 * Math.PI * i) / 16));
  const of = welch(sine, 800, 1024)!;
  expect(bandPower(of, 45, 55)).toBeCloseTo(4.5, 6);
  expect(dominantFrequency(of)).toBe(50);
});

test('the transform keeps the energy (Parseval)', () => {
  const values = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7 }).chain((power) => {
        const length = 2 ** power;
        return fc.array(values, { minLength: length, maxLength: length });
      }),
      (samples) => {
        const real = Float64Array.from(samples);
        const imaginary = new Float64Array(samples.length);
        transform(real, imaginary);
        const energy = samples.reduce((sum, value) => sum + value * value, 0);
        const transformed = real.reduce(
          (sum, value, k) => sum + value ** 2 + imaginary[k]! ** 2,
          0,
        );
        expect(transformed / samples.length).toBeCloseTo(energy, 3);
      },
    ),
  );
});
