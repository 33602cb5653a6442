import { z } from 'zod';
import { MAD_TO_SIGMA } from '#core/run/statistics';
import { decimal } from '../../quantities.ts';
import { kind } from '../kind.ts';
import {
  addRow,
  columnsOf,
  noRows,
  rowsHave,
  rowsOutcome,
  type UnexpectedRows,
} from '../unexpected.ts';

const positive = z.number().positive();

export const spike = kind({
  code: 'spike',
  meaning:
    'No value jumps away from the median of its window, so many rows to either side, by more than so many scaled MADs (Hampel), and by more than both the least that counts and what the signal can do in one interval. A step that stays is none.',
  parameters: z.strictObject({
    halfWindow: z.number().int().positive(),
    scaledMads: positive,
    least: positive,
    leastPerSecond: positive,
  }),
  check(run, columns, { halfWindow, scaledMads, least, leastPerSecond }) {
    const { medianSeconds } = run.timing;
    if (Number.isNaN(medianSeconds)) return [];
    const jump = Math.max(least, leastPerSecond * medianSeconds);
    return columnsOf(run, columns).map(([field, values]) => {
      const found = spikes(values, halfWindow, scaledMads, jump);
      const message = (row: number) =>
        `${rowsHave(found.count, 'jumps', 'jump')} to a ${field} (${decimal(values[row] ?? 0)}) that the rows around do not have (${decimal(medianAround(values, row, new Float64Array(2 * halfWindow + 1)))}); look for a loose contact or a disturbed cable.`;
      return rowsOutcome(run, field, values.length, found, message);
    });
  },
});

/** Medians are taken only where a value jumps: everywhere else there can be no spike. Rows whose window
 * goes beyond the table are left alone, because nobody can tell a spike from a step there. */
function spikes(
  values: Float64Array,
  halfWindow: number,
  scaledMads: number,
  jump: number,
): UnexpectedRows {
  const found = noRows();
  const window = new Float64Array(2 * halfWindow + 1);
  const lastRow = values.length - 1 - halfWindow;
  let last = Number.NaN;
  let next = halfWindow;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (Math.abs(value - last) > jump) {
      const end = Math.min(row + halfWindow - 1, lastRow);
      for (let at = Math.max(row, next); at <= end; at++) {
        if (isSpike(values, at, window, scaledMads, jump)) addRow(found, at);
        next = at + 1;
      }
    }
    last = value;
  }
  return found;
}

/** @param window room for the rows around */
function isSpike(
  values: Float64Array,
  row: number,
  window: Float64Array,
  scaledMads: number,
  jump: number,
): boolean {
  const centre = medianAround(values, row, window);
  const off = Math.abs((values[row] ?? Number.NaN) - centre);
  if (!(off > jump)) return false;
  for (let i = 0; i < window.length; i++) window[i] = Math.abs((window[i] ?? 0) - centre);
  return off > scaledMads * MAD_TO_SIGMA * medianOf(window);
}

/** Leaves the rows around in `window`, in rising order. */
function medianAround(values: Float64Array, row: number, window: Float64Array): number {
  const start = row - (window.length >> 1);
  for (let i = 0; i < window.length; i++) window[i] = values[start + i] ?? Number.NaN;
  return medianOf(window);
}

/** Sorts; values that are not there come last and do not count. */
function medianOf(window: Float64Array): number {
  window.sort();
  let count = window.length;
  while (count > 0 && Number.isNaN(window[count - 1])) count -= 1;
  return ((window[count >> 1] ?? 0) + (window[(count - 1) >> 1] ?? 0)) / 2;
}
