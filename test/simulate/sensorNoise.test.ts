import { expect, it } from 'vitest';
import { addNoise } from '../../pipeline/src/simulate/sensorNoise.ts';

const COUNT = 200_000;

function noise(seed: number, channel: string): Float64Array {
  const values = new Float64Array(COUNT);
  addNoise(values, 1, seed, channel);
  return values;
}

const mean = (values: Float64Array, of: (value: number, i: number) => number): number =>
  values.reduce((sum, value, i) => sum + of(value, i), 0) / values.length;

it('is normal: mean 0, variance 1, no skew, kurtosis 3', () => {
  const values = noise(1, 'temperature');
  expect(mean(values, (x) => x)).toBeCloseTo(0, 1);
  expect(Math.abs(mean(values, (x) => x ** 2) - 1)).toBeLessThan(0.015);
  expect(Math.abs(mean(values, (x) => x ** 3))).toBeLessThan(0.05);
  expect(Math.abs(mean(values, (x) => x ** 4) - 3)).toBeLessThan(0.15);
  expect(mean(values, (x) => (Math.abs(x) > 1.96 ? 1 : 0))).toBeCloseTo(0.05, 2);
});

it.each([1, 2, 3, 50])('is white: nothing is left of it %d samples later', (lag) => {
  const values = noise(2, 'power');
  expect(Math.abs(mean(values, (x, i) => x * (values[i + lag] ?? 0)))).toBeLessThan(0.012);
});

it('is another one for each seed and channel', () => {
  const one = noise(3, 'accelerometer x');
  for (const other of [noise(3, 'accelerometer y'), noise(4, 'accelerometer x')])
    expect(Math.abs(mean(one, (x, i) => x * other[i]!))).toBeLessThan(0.012);
});

it('of a sample does not depend on how many follow', () => {
  const few = new Float64Array(1001);
  addNoise(few, 1, 5, 'load');
  expect(few).toEqual(noise(5, 'load').subarray(0, 1001));
});
