import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnchorPoint, anchorColumns, fitClock } from '#core/run/robustFit';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { randomNumbers } from '../../support/recordedMotion.ts';

/** Anchors of a clock: planned = scale × source + offset of the stretch, with noise and outliers. */
function anchors(
  {
    scale,
    offsets,
    noise = 0,
    outliers = 0,
  }: {
    readonly scale: number;
    readonly offsets: readonly number[];
    readonly noise?: number;
    /** Share of the anchors that are off by up to 5 s. */
    readonly outliers?: number;
  },
  random: () => number,
  count = 200,
): AnchorPoint[] {
  return Array.from({ length: count }, (_, i) => {
    const stretch = Math.floor((i * offsets.length) / count);
    const source = 100 + i * 0.7;
    const off = random() < outliers ? 10 * (random() - 0.5) : noise * (random() + random() - 1);
    return {
      source,
      planned: scale * source + (offsets[stretch] ?? 0) + off,
      deviation: 0.01,
      stretch,
      kind: 'position',
    };
  });
}

test('a clock without noise is found to the last digits', () => {
  const points = anchors({ scale: 1.000_15, offsets: [-99, -130.5] }, randomNumbers(1));
  const { scale, offsets, residuals, weights } = fitClock(anchorColumns(points), 2);
  expect(scale).toBeCloseTo(1.000_15, 8);
  expect([...offsets]).toEqual([expect.closeTo(-99, 5), expect.closeTo(-130.5, 5)]);
  expect(Math.max(...residuals.map(Math.abs))).toBeLessThan(1e-6);
  expect(Math.min(...weights)).toBeGreaterThan(0.99);
});

test('outliers have no say, whatever they say', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.double({ min: -200e-6, max: 200e-6, noNaN: true }),
      fc.double({ min: 0, max: 0.35, noNaN: true }),
      (seed, drift, outliers) => {
        const offsets = [-10, -15, -60];
        const points = anchors(
          { scale: 1 + drift, offsets, noise: 0.01, outliers },
          randomNumbers(seed),
          300,
        );
        const fit = fitClock(anchorColumns(points), 3);
        const middles = [135, 205, 275];
        middles.forEach((at, k) => {
          const error = (fit.scale - 1 - drift) * at + (fit.offsets[k] ?? 0) - (offsets[k] ?? 0);
          expect(Math.abs(error)).toBeLessThan(0.01);
        });
      },
    ),
    { numRuns: propertyRuns(60) },
  );
});

test('its errors are as large as they say', () => {
  let within = 0;
  const tries = 150;
  for (let seed = 0; seed < tries; seed++) {
    const random = randomNumbers(seed);
    const { scale, scaleError } = fitClock(
      anchorColumns(anchors({ scale: 1, offsets: [5], noise: 0.02 }, random)),
      1,
    );
    if (Math.abs(scale - 1) < 2 * scaleError) within++;
  }
  // Two standard errors hold 95 %.
  expect(within / tries).toBeGreaterThan(0.88);
});

test('each kind of anchor is weighed by what it turns out to be worth', () => {
  const random = randomNumbers(3);
  const exact = anchors({ scale: 1, offsets: [0], noise: 0.0002 }, random);
  const coarse = anchors({ scale: 1, offsets: [0], noise: 0.03 }, random).map(
    (point): AnchorPoint => ({ ...point, kind: 'file position', deviation: 0.0144 }),
  );
  const { weights, offsetErrors } = fitClock(anchorColumns([...exact, ...coarse]), 1);
  // Coarse anchors are no outliers because the exact ones are so much better.
  const used = weights.slice(exact.length).filter((weight) => weight > 0).length;
  expect(used / coarse.length).toBeGreaterThan(0.97);
  expect(offsetErrors[0]).toBeLessThan(0.0001);
});

test('one moment gives an offset, and the scale stays that of a crystal', () => {
  const point: AnchorPoint = {
    source: 50,
    planned: 20,
    deviation: 0.01,
    stretch: 0,
    kind: 'event',
  };
  const { scale, scaleError, offsets } = fitClock(anchorColumns([point]), 1);
  expect([scale, offsets[0]]).toEqual([1, -30]);
  expect(scaleError).toBeCloseTo(500e-6, 9);
});
