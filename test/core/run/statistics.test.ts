import { expect, test } from 'vitest';
import {
  kurtosis,
  largest,
  mean,
  median,
  quantile,
  robustDeviation,
  rootMeanSquare,
  smallest,
  standardDeviation,
  theilSenSlope,
  wilsonInterval,
} from '#core/run/statistics';
import { evenNoises } from '../../support/noise.ts';

/** Two tones and noise; the same signal as in features/spectrum.test.ts. */
const noises = evenNoises(3000);
const signal = noises.map(
  (noise, i) =>
    2 * Math.sin((2 * Math.PI * 47 * i) / 1000) +
    0.5 * Math.sin((2 * Math.PI * 180 * i) / 1000) +
    noise,
);

// Right-hand sides are of scipy 1.17.1 and numpy 2.4.6 on the same numbers.
test.each([
  ['standard deviation', standardDeviation(signal), 1.478542597782771],
  ['root mean square', rootMeanSquare(signal), 1.4785432859343792],
  ['kurtosis', kurtosis(signal), -1.2322888247251684],
  ['robust deviation', robustDeviation(signal), 1.9555038819773332],
  ['quantile', quantile(signal, 0.95), 2.2402790646889006],
])('%s is that of scipy', (_, ours, theirs) => {
  expect(ours).toBeCloseTo(theirs, 10);
});

test('the slope of Theil and Sen is that of scipy, and one outlier does not move it', () => {
  const x = Float64Array.from({ length: 150 }, (_, i) => i);
  const noise = evenNoises(150, 7);
  const y = x.map((at, i) => 0.3 * at + 10 * noise[i]! + (i === 10 ? 500 : 0));
  expect(theilSenSlope(x, y)).toBeCloseTo(0.2986327946230414, 12);
});

test.each([
  [0, 10, 0, 0.27753279986288926],
  [7, 10, 0.39677814746114526, 0.892208732593699],
  [40, 40, 0.9123783988027133, 1],
  [93, 100, 0.8625048526092649, 0.9656807389327273],
])("Wilson's interval of %i in %i is that of scipy", (hits, tries, low, high) => {
  const ours = wilsonInterval(hits, tries);
  expect(ours[0]).toBeCloseTo(low, 10);
  expect(ours[1]).toBeCloseTo(high, 10);
});

test('values that are not there are passed over, and nothing makes a number of nothing', () => {
  const holed = [Number.NaN, 3, Number.NaN, 1, 2];
  expect([mean(holed), median(holed), largest(holed), smallest(holed)]).toEqual([2, 2, 3, 1]);
  for (const of of [mean, median, largest, smallest, standardDeviation, rootMeanSquare, kurtosis])
    expect(of([Number.NaN])).toBeNaN();
});
