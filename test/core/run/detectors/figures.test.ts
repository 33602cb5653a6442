import { expect, test } from 'vitest';
import type { Detection } from '#core/run/detectors/detector';
import { falseAlarmsOf, figuresOf } from '../../../bench/detectorFigures.ts';
import { poissonInterval } from '../../../bench/detectorPage.ts';
import type { MeasuredPair } from '../../../bench/detectorRuns.ts';

const at = (...seconds: readonly number[]): Detection[] =>
  seconds.map((startSeconds) => ({
    detector: 'position_error',
    startSeconds,
    endSeconds: startSeconds + 1,
    score: 2,
    peakRow: 0,
  }));

const pair = (failing: readonly Detection[], healthy: readonly Detection[]): MeasuredPair => ({
  kind: 'layer_shift',
  severity: 0.5,
  onsetSeconds: 20,
  failing,
  healthy,
  healthySeconds: 900,
  isAligned: true,
});

test('what fires before the onset is no hit, and what fires in the twin costs precision', () => {
  const pairs = [
    pair(at(21, 30), []),
    pair(at(5, 25), at(5, 25)),
    pair(at(5), at(5)),
    pair([], []),
  ];
  const figures = figuresOf('layer_shift', pairs).find(
    ({ detector }) => detector === 'position_error',
  );
  expect(figures?.recall).toMatchObject({ hits: 2, tries: 4 });
  expect(figures?.precision).toMatchObject({ hits: 2, tries: 3 });
  expect(figures?.medianDelaySeconds).toBe(3);
  const alarms = falseAlarmsOf(pairs).find(({ detector }) => detector === 'position_error');
  expect(alarms).toEqual({ detector: 'position_error', count: 3, hours: 1 });
});

// Right-hand sides are of scipy.stats.chi2.ppf 1.17.1.
test.each([
  [0, 0, 3.6888794541139354],
  [1, 0.025317807984289876, 5.571643390938898],
  [7, 2.8143630515198654, 14.422675361702376],
])('the interval of %i rare events', (count, low, high) => {
  expect(poissonInterval(count)[0]).toBeCloseTo(low, 6);
  expect(poissonInterval(count)[1]).toBeCloseTo(high, 6);
});
