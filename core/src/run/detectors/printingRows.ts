import type { AlignedRun, TimelineColumn } from '../alignedRun.ts';

/** A column of the whole run; NaN in all rows where the run does not have it. */
export function columnOf({ timeline }: AlignedRun, name: TimelineColumn): Float64Array {
  return timeline.columns.get(name) ?? new Float64Array(timeline.rowCount).fill(Number.NaN);
}

/** Rows around a halt in which the plan may already or still stand still. */
const MARGIN_ROWS = 2;

/**
 * Whether the printer does at each row what the plan says: within the layers, and planned time goes on in the
 * rows around. Homing, heating up and pauses are none of it.
 */
export function printingRows(run: AlignedRun): Uint8Array {
  const t = columnOf(run, 't');
  const layer = columnOf(run, 'layer');
  const stands = t.map((value, row) => Number(row > 0 && value <= (t[row - 1] ?? 0)));
  return Uint8Array.from(layer, (number, row) => {
    if (Number.isNaN(number)) return 0;
    for (let i = row - MARGIN_ROWS; i <= row + MARGIN_ROWS; i++) if (stands[i] === 1) return 0;
    return 1;
  });
}

/** Median time between rows, s. */
export function rowSeconds(run: AlignedRun): number {
  const time = columnOf(run, 'source_t');
  const steps = time.map((value, row) => (row === 0 ? Number.NaN : value - (time[row - 1] ?? 0)));
  const sorted = steps.filter((step) => step > 0).sort();
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
