import { z } from 'zod';
import type { ChannelName } from '#core/run/channels';
import { kind } from '../kind.ts';
import { rowsOf } from '../timing.ts';
import { columnOf, columnsOf } from '../unexpected.ts';
import { identicalRuns, type RowRange } from './identicalRuns.ts';
import { stuckOutcome } from './stuckOutcome.ts';

const positive = z.number().positive();

const TARGETS: Partial<Record<ChannelName, ChannelName>> = {
  temperature: 'target_temperature',
  bed_temperature: 'bed_target',
};

export const stuckHeating = kind({
  code: 'stuck-sensor',
  meaning:
    'A temperature does not stay the same to the last digit for so long while it is so far below a target that is on.',
  parameters: z.strictObject({ seconds: positive, degrees: positive }),
  check(run, columns, { seconds, degrees }) {
    const leastRows = rowsOf(seconds, run.timing);
    return columnsOf(run, columns).flatMap(([field, values]) => {
      const targetName = TARGETS[field];
      const targets = targetName && columnOf(run, targetName);
      if (!targets) return [];
      const stuck = identicalRuns(values, leastRows).filter((range) =>
        isFarBelow(values, targets, range, degrees, leastRows),
      );
      const why = 'although its heater is asked for more; look at the sensor and the heater';
      return [stuckOutcome(run, field, values, stuck, why)];
    });
  },
});

/** Whether so many of the rows in one go are that far below their target. */
function isFarBelow(
  values: Float64Array,
  targets: Float64Array,
  { start, end }: RowRange,
  degrees: number,
  leastRows: number,
): boolean {
  let rows = 0;
  for (let row = start; row < end; row++) {
    const isBelow = (targets[row] ?? 0) - (values[row] ?? 0) > degrees;
    rows = isBelow ? rows + 1 : 0;
    if (rows >= leastRows) return true;
  }
  return false;
}
