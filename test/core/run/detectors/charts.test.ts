import { expect, test } from 'vitest';
import { CumulativeSum, exponentialMean } from '#core/run/detectors/controlCharts';
import { excursions } from '#core/run/detectors/detector';
import { plannedShaking } from '#core/run/detectors/plannedShaking';
import { RecursiveFit } from '#core/run/detectors/recursiveFit';
import { exactRun, TWO_SQUARES } from '../../../support/alignedRun.ts';
import { evenNoises } from '../../../support/noise.ts';

function expectExcursions(score: readonly number[], options: Parameters<typeof excursions>[3]) {
  const t = Float64Array.from(score, (_, row) => row);
  const found = excursions('d', t, Float64Array.from(score), options);
  return expect(
    found.map((each) => [each.startSeconds, each.endSeconds, each.score, each.peakRow]),
  );
}

test('excursions are the stretches at 1 or more, with their strongest row', () => {
  expectExcursions([0, 1, 3, 2, 0, 0, 0, 1.5, 0], { mergeSeconds: 2 }).toEqual([
    [1, 3, 3, 2],
    [7, 7, 1.5, 7],
  ]);
});

test('close ones are one, short ones none, and rows without a score do not part them', () => {
  expectExcursions([2, 0, 1, 0, 0, 3], { mergeSeconds: 2 }).toEqual([
    [0, 2, 2, 0],
    [5, 5, 3, 5],
  ]);
  expectExcursions([2, 0, 1, 1, 1, 0], { mergeSeconds: 0, leastRows: 3 }).toEqual([[2, 4, 1, 2]]);
  expectExcursions([1, Number.NaN, 2], { mergeSeconds: 0 }).toEqual([[0, 2, 2, 2]]);
});

test('a cumulative sum stays near 0 in noise and grows by a shift less the slack', () => {
  const sum = new CumulativeSum(0.5);
  // Even noise of standard deviation 1 has a width of √12.
  for (const noise of evenNoises(500)) sum.add(noise * Math.sqrt(12));
  expect(sum.value).toBeLessThan(8);
  const before = sum.value;
  for (let i = 0; i < 20; i++) sum.add(2);
  expect(sum.value).toBeCloseTo(before + 20 * 1.5, 9);
  expect(sum.add(Number.NaN)).toBe(sum.value);
});

test('an exponential mean answers to a step by 1 − (1 − weight)ⁿ', () => {
  const means = exponentialMean(Float64Array.from([0, 1, 1, 1, Number.NaN]), 0.25);
  expect(means[3]).toBeCloseTo(1 - 0.75 ** 3, 12);
  expect(means[4]).toBe(means[3]);
});

test('a recursive fit comes to the least squares, whatever was believed before', () => {
  const noise = evenNoises(400, 3);
  const fit = new RecursiveFit([
    { mean: -5, deviation: 100 },
    { mean: 20, deviation: 100 },
  ]);
  const measured = Array.from({ length: 400 }, (_, i) => {
    const x = [1, Math.sin(i)];
    return { x, y: 2 + 3 * Math.sin(i) + 0.1 * noise[i]! };
  });
  for (const { x, y } of measured) fit.learn(x, y, 0.1);
  expect(fit.coefficients[0]).toBeCloseTo(2, 2);
  expect(fit.coefficients[1]).toBeCloseTo(3, 2);
  expect(fit.predict([1, 2])).toBeCloseTo(8, 1);
  expect(Math.abs(fit.deviation([1, 0.5], 3.5, 0.1))).toBeLessThan(1);
  expect(fit.deviation([1, 0.5], 4.5, 0.1)).toBeGreaterThan(8);
});

test('a fit that has not learned yet is unsure', () => {
  const fit = new RecursiveFit([{ mean: 1, deviation: 1 }]);
  expect(fit.deviation([10], 20, 0.1)).toBeCloseTo(1, 2);
  fit.learn([10], 20, 0.1);
  expect(fit.deviation([10], 30, 0.1)).toBeGreaterThan(50);
});

test('corners and ramps of the plan shake the rows in which they happen', () => {
  const run = exactRun(TWO_SQUARES);
  const { acceleration, jolts } = plannedShaking(run);
  const t = run.timeline.columns.get('t')!;
  const piece = run.timeline.columns.get('piece')!;
  // In the middle of a side nothing happens.
  const side = run.layers[0]!.firstPiece + 5;
  const { start, duration } = run.toolpath;
  const middle = t.findIndex((seconds) => seconds >= start[side]! + duration[side]! / 2);
  expect(piece[middle]).toBe(side);
  expect([acceleration[middle], jolts[middle]]).toEqual([0, 0]);
  // Between two sides the head turns by 90° at the square corner velocity of 5 mm/s: √2 × 5.
  const corner = t.findIndex((seconds) => seconds >= start[side + 1]!);
  expect(jolts[corner]).toBeCloseTo(Math.SQRT2 * 5, 6);
  expect(acceleration[corner]).toBeGreaterThan(0);
});
