import { z } from 'zod';
import { median } from '#core/run/statistics';
import { kind } from '../kind.ts';
import { rowsOf } from '../timing.ts';
import { columnsOf } from '../unexpected.ts';
import { identicalRuns, type RowRange } from './identicalRuns.ts';
import { stuckOutcome } from './stuckOutcome.ts';

const positive = z.number().positive();

/** Fewer changes say nothing of noise. */
const FEWEST_CHANGES = 20;

export const stuckNoise = kind({
  code: 'stuck-sensor',
  meaning:
    'A value with noise does not stay the same to the last digit for so long. Noise: just before (or behind), it turned round at this share of its changes, and they were mostly so many of its smallest steps.',
  parameters: z.strictObject({ seconds: positive, turnPercent: positive, steps: positive }),
  check(run, columns, { seconds, turnPercent, steps }) {
    const leastRows = rowsOf(seconds, run.timing);
    return columnsOf(run, columns).map(([field, values]) => {
      const stuck = identicalRuns(values, leastRows).filter(({ start, end }) => {
        const length = Math.min(end - start, 4 * leastRows);
        const hasNoise = (range: RowRange) => isNoisy(values, range, turnPercent / 100, steps);
        return (
          hasNoise({ start: Math.max(0, start - length), end: start }) ||
          hasNoise({ start: end, end: Math.min(values.length, end + length) })
        );
      });
      const why = 'although it has noise next to that; look at the sensor and its cable';
      return stuckOutcome(run, field, values, stuck, why);
    });
  },
});

function isNoisy(
  values: Float64Array,
  { start, end }: RowRange,
  turnShare: number,
  steps: number,
): boolean {
  const changes: number[] = [];
  let last = Number.NaN;
  let turns = 0;
  let direction = 0;
  for (let row = start; row < end; row++) {
    const value = values[row] ?? Number.NaN;
    const change = value - last;
    if (!Number.isNaN(value)) last = value;
    if (change === 0 || Number.isNaN(change)) continue;
    changes.push(Math.abs(change));
    if (change * direction < 0) turns += 1;
    direction = Math.sign(change);
  }
  if (changes.length < FEWEST_CHANGES || turns < turnShare * changes.length) return false;
  const smallest = changes.reduce((least, change) => Math.min(least, change));
  return median(changes) >= steps * smallest;
}
