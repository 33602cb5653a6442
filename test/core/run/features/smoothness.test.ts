import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logDimensionlessJerk, sparc } from '#core/run/features/smoothness';
import { exactRun, runFeature } from '../../../support/alignedRun.ts';

const RATE_HZ = 100;

/** Minimum-jerk movements of a second each, which begin at `starts`. */
function movements(starts: readonly number[], rateHz = RATE_HZ): Float64Array {
  const seconds = Math.max(...starts) + 1;
  return Float64Array.from({ length: Math.round(seconds * rateHz) + 1 }, (_, i) =>
    starts.reduce((sum, start) => {
      const t = Math.min(1, Math.max(0, i / rateHz - start));
      return sum + 30 * t ** 2 - 60 * t ** 3 + 30 * t ** 4;
    }, 0),
  );
}

// Right-hand sides: the published algorithm in numpy 2.4.6.
test.each([
  [[0], -1.4058293244214655],
  [[0, 0.6], -1.7639933250216286],
  [[0, 0.8, 1.6], -2.395775083525858],
])('the spectral arc length of movements at %j', (starts, theirs) => {
  expect(sparc(movements(starts), RATE_HZ)).toBeCloseTo(theirs, 9);
});

test('a minimum-jerk movement has a dimensionless jerk of 720 ÷ 1.875²', () => {
  const movement = movements([0], 10_000);
  expect(logDimensionlessJerk(movement, 10_000)).toBeCloseTo(-Math.log(720 / 1.875 ** 2), 2);
});

test('size and pace of a movement do not change its smoothness', () => {
  const movement = movements([0]);
  const larger = movement.map((speed) => 7 * speed);
  expect(sparc(larger, RATE_HZ)).toBeCloseTo(sparc(movement, RATE_HZ), 12);
  expect(logDimensionlessJerk(larger, RATE_HZ / 3)).toBeCloseTo(
    logDimensionlessJerk(movement, RATE_HZ),
    9,
  );
});

test('more sub-movements are less smooth: closer to 0 is smoother', () => {
  const apart = fc.double({ min: 0.75, max: 1, noNaN: true });
  fc.assert(
    fc.property(apart, fc.integer({ min: 1, max: 5 }), (step, count) => {
      const starts = Array.from({ length: count + 1 }, (_, i) => i * step);
      const fewer = movements(starts.slice(0, count));
      const more = movements(starts);
      expect(sparc(fewer, RATE_HZ)).toBeLessThan(0);
      expect(sparc(more, RATE_HZ)).toBeLessThan(sparc(fewer, RATE_HZ));
      expect(logDimensionlessJerk(more, RATE_HZ)).toBeLessThan(
        logDimensionlessJerk(fewer, RATE_HZ),
      );
    }),
  );
});

test('a head that stutters on a path is less smooth than one that does not', () => {
  const steady = exactRun();
  const stuttering = exactRun(undefined, {
    velocity: (seconds) => 30 * (0.5 + 0.5 * Math.cos(2 * Math.PI * 2 * seconds)),
  });
  expect(runFeature(stuttering, 'sparc')).toBeLessThan(runFeature(steady, 'sparc'));
});
