import { z } from 'zod';
import type { ChannelName } from '#core/run/channels';
import { kind } from '../kind.ts';
import { rowsOf } from '../timing.ts';
import { columnOf, columnsOf } from '../unexpected.ts';
import { identicalRuns, turnsIn } from './identicalRuns.ts';
import { stuckOutcome } from './stuckOutcome.ts';

const positive = z.number().positive();

/** What shows that the head moves: for a position, the other axis. */
const WITNESSES: Partial<Record<ChannelName, readonly ChannelName[]>> = {
  position_x: ['position_y'],
  position_y: ['position_x'],
};
const BOTH = ['position_x', 'position_y'] as const;

export const stuckMotion = kind({
  code: 'stuck-sensor',
  meaning:
    'A value does not stay the same to the last digit for so long while the head (for a position: its other axis) turns round so often, after so many millimetres each time.',
  parameters: z.strictObject({
    seconds: positive,
    turns: z.number().int().positive(),
    travelMm: positive,
  }),
  check(run, columns, { seconds, turns, travelMm }) {
    const leastRows = rowsOf(seconds, run.timing);
    return columnsOf(run, columns).map(([field, values]) => {
      const witnesses = (WITNESSES[field] ?? BOTH).flatMap((name) => columnOf(run, name) ?? []);
      const stuck = identicalRuns(values, leastRows).filter((range) =>
        witnesses.some((witness) => turnsIn(witness, range, travelMm) >= turns),
      );
      const why = 'although the head moves to and fro; look at the sensor and its cable';
      return stuckOutcome(run, field, values, stuck, why);
    });
  },
});
