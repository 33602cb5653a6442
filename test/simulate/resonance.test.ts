import { expect, it } from 'vitest';
import { Resonator, runPair } from '../../pipeline/src/simulate/resonance.ts';

const SECONDS = 1e-3;

/** What is read while the head is pushed for one sample and then left alone. */
function impulse(hertz: number, damping: number): Float64Array {
  const resonator = new Resonator(SECONDS);
  resonator.tune(hertz, damping);
  const readings = new Float64Array(1000);
  readings[0] = 1000;
  resonator.run(readings);
  return readings;
}

/** Moments, s, at which it goes through zero upwards, straight between the samples. */
function risingZeros(readings: Float64Array): number[] {
  const zeros: number[] = [];
  for (let i = 2; i < readings.length; i++) {
    const [before, at] = [readings[i - 1]!, readings[i]!];
    if (before < 0 && at >= 0) zeros.push((i - at / (at - before)) * SECONDS);
  }
  return zeros;
}

it.each([
  [30, 0.05],
  [48, 0.1],
  [60, 0.15],
])('rings with %d Hz and a damping of %d', (hertz, damping) => {
  const readings = impulse(hertz, damping);
  const zeros = risingZeros(readings).slice(0, 6);
  const period = (zeros[5]! - zeros[0]!) / 5;
  const turning = hertz * Math.sqrt(1 - damping ** 2);
  expect(1 / period).toBeCloseTo(turning, 0);
  // Logarithmic decrement of the peaks.
  const peak = (from: number): number =>
    Math.max(
      ...readings.subarray(Math.floor(from / SECONDS), Math.floor((from + period) / SECONDS)),
    );
  const decrement = Math.log(peak(zeros[0]!) / peak(zeros[2]!)) / 2;
  const expected = (2 * Math.PI * damping) / Math.sqrt(1 - damping ** 2);
  expect(Math.abs(decrement / expected - 1)).toBeLessThan(0.1);
});

it('reads a steady acceleration as it is, once it has settled', () => {
  const resonator = new Resonator(SECONDS);
  resonator.tune(42, 0.1);
  const readings = new Float64Array(2000).fill(3000);
  resonator.run(readings);
  expect(readings[1999]).toBeCloseTo(3000, 6);
  expect(resonator.q).toBeCloseTo(-3000 / (2 * Math.PI * 42) ** 2, 9);
});

it('is exact: finer steps read the same', () => {
  const coarse = new Resonator(1e-3);
  const fine = new Resonator(1e-4);
  coarse.tune(48, 0.1);
  fine.tune(48, 0.1);
  const accelerations = [1000, -500, 0, 0, 2000, 0, -100, 0];
  const read = Float64Array.from(accelerations);
  coarse.run(read);
  const finely = Float64Array.from(accelerations.flatMap((each) => new Array(10).fill(each)));
  fine.run(finely);
  for (const [i, reading] of read.entries()) expect(finely[i * 10 + 9]).toBeCloseTo(reading, 6);
});

it('is the same alone and in a pair', () => {
  const make = (hertz: number): Resonator => {
    const resonator = new Resonator(SECONDS);
    resonator.tune(hertz, 0.1);
    return resonator;
  };
  const [alone, first, second] = [make(48), make(48), make(30)];
  const accelerations = Float64Array.from({ length: 50 }, (_each, i) => (i % 7) * 300 - 900);
  const [one, other] = [accelerations.slice(), accelerations.slice()];
  runPair(first, second, one, other);
  alone.run(accelerations);
  expect(one).toEqual(accelerations);
  expect([first.q, first.v]).toEqual([alone.q, alone.v]);
  expect(other).not.toEqual(accelerations);
});

it('comes to rest', () => {
  const resonator = new Resonator(SECONDS);
  resonator.tune(30, 0.05);
  resonator.run(Float64Array.of(5000));
  expect(resonator.isQuiet).toBe(false);
  resonator.run(new Float64Array(3000));
  expect(resonator.isQuiet).toBe(true);
  expect([resonator.q, resonator.v]).toEqual([0, 0]);
});
