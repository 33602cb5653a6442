import type { ChannelName } from '#core/run/channels';
import { count, decimal } from '../../quantities.ts';
import type { Outcome } from '../kind.ts';
import type { RunUnderTest } from '../runUnderTest.ts';
import { placeOf } from '../unexpected.ts';
import type { RowRange } from './identicalRuns.ts';

/** The outcome of looking for stretches in which a column does not move. */
export function stuckOutcome(
  run: RunUnderTest,
  field: ChannelName,
  values: Float64Array,
  stuck: readonly RowRange[],
  why: string,
): Outcome {
  const unexpectedCount = stuck.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    field,
    success: stuck.length === 0,
    elementCount: values.length,
    unexpectedCount,
    partial: stuck.slice(0, 20).map(({ start }) => values[start] ?? Number.NaN),
    problems: stuck.slice(0, 1).map(({ start, end }) => ({
      ...placeOf(run, field, start),
      count: unexpectedCount,
      message: `"${field}" stays at ${decimal(values[start] ?? 0)} for ${count(end - start)} rows from here on, ${why}.`,
    })),
  };
}
