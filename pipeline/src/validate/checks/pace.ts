import { z } from 'zod';
import { decimal } from '../../quantities.ts';
import { kind } from '../kind.ts';
import type { RunUnderTest } from '../runUnderTest.ts';
import { addRow, noRows, rowsHave, rowsOutcome, type UnexpectedRows } from '../unexpected.ts';

const positive = z.number().positive();

export const jitter = kind({
  code: 'jitter',
  meaning:
    'This quantile of the intervals between rows is at most so many times their median, so that the pace is even.',
  parameters: z.strictObject({ quantile: z.number().min(0).max(1), medians: positive }),
  check(run, _columns, { quantile, medians }) {
    const { sorted, medianSeconds } = run.timing;
    if (sorted.length === 0) return [];
    const limit = medians * medianSeconds;
    const reached = sorted[Math.min(Math.floor(quantile * sorted.length), sorted.length - 1)] ?? 0;
    const found = longIntervals(run, limit);
    const message = () =>
      `Rows come at an uneven pace: of the intervals, ${decimal((1 - quantile) * 100)} % are longer than ${seconds(reached)}, ${decimal(reached / medianSeconds, 1)} times the usual ${seconds(medianSeconds)}; look for a busy recorder.`;
    return [rowsOutcome(run, 'timestamp', sorted.length, found, message, reached <= limit)];
  },
});

export const gaps = kind({
  code: 'gap',
  meaning: 'No interval between two rows is both so many medians and so many seconds long.',
  parameters: z.strictObject({ medians: positive, seconds: positive }),
  check(run, _columns, parameters) {
    const { sorted, medianSeconds, intervals } = run.timing;
    if (sorted.length === 0) return [];
    const found = longIntervals(
      run,
      Math.max(parameters.medians * medianSeconds, parameters.seconds),
    );
    const message = (row: number) =>
      `${rowsHave(found.count, 'comes', 'come')} after a gap (${seconds(intervals[row] ?? 0)}, usual ${seconds(medianSeconds)}); nothing is known of the time between.`;
    return [rowsOutcome(run, 'timestamp', sorted.length, found, message)];
  },
});

export const coverage = kind({
  code: 'gap',
  meaning: 'Intervals of more than so many medians make up at most this share of the run.',
  parameters: z.strictObject({ medians: positive, percent: positive }),
  check(run, _columns, { medians, percent }) {
    const { sorted, medianSeconds, intervals, seconds: whole } = run.timing;
    if (sorted.length === 0) return [];
    const limit = medians * medianSeconds;
    const found = longIntervals(run, limit);
    let lost = 0;
    for (let i = sorted.length - 1; i >= 0 && (sorted[i] ?? 0) > limit; i--) lost += sorted[i] ?? 0;
    // Where the clock goes back, the run is shorter than its intervals together.
    const share = lost === 0 ? 0 : (100 * lost) / Math.max(whole, lost);
    const message = (row: number) =>
      `${decimal(share, 1)} % of the run is gaps (the first of ${seconds(intervals[row] ?? 0)}), more than ${decimal(percent)} %; record it again.`;
    return [rowsOutcome(run, 'timestamp', sorted.length, found, message, !(share > percent))];
  },
});

/** Rows that come later than so many seconds after the row before. */
function longIntervals({ timing }: RunUnderTest, limit: number): UnexpectedRows {
  const { intervals, sorted } = timing;
  const found = noRows();
  // The longest one says whether there are any.
  if (!((sorted.at(-1) ?? 0) > limit)) return found;
  for (let row = 0; row < intervals.length; row++)
    if ((intervals[row] ?? 0) > limit) addRow(found, row);
  return found;
}

function seconds(value: number): string {
  return value < 1 ? `${decimal(value * 1000, 1)} ms` : `${decimal(value, 1)} s`;
}
