/** When the rows of a run were measured. */
export interface Timing {
  /** Seconds from the row before that has a time; NaN for rows without a time and for the first one. */
  readonly intervals: Float64Array;
  /** Those above zero, in rising order. */
  readonly sorted: Float64Array;
  /** Of those; NaN where there are none. */
  readonly medianSeconds: number;
  /** From the first row with a time to the last one; 0 where there are fewer than two. */
  readonly seconds: number;
}

export function timingOf(timestamps: Float64Array): Timing {
  const intervals = new Float64Array(timestamps.length);
  const positive = new Float64Array(timestamps.length);
  let first = Number.NaN;
  let last = Number.NaN;
  let count = 0;
  for (let row = 0; row < timestamps.length; row++) {
    const time = timestamps[row] ?? Number.NaN;
    const interval = time - last;
    intervals[row] = interval;
    if (interval > 0) {
      positive[count] = interval;
      count += 1;
    }
    if (Number.isNaN(time)) continue;
    if (Number.isNaN(first)) first = time;
    last = time;
  }
  const sorted = positive.subarray(0, count).sort();
  return {
    intervals,
    sorted,
    medianSeconds: sorted[count >> 1] ?? Number.NaN,
    seconds: last > first ? last - first : 0,
  };
}

/** So many rows make so many seconds, and never so few that chance makes them alike. */
export function rowsOf(seconds: number, { medianSeconds }: Timing): number {
  const rows = Math.ceil(seconds / medianSeconds) + 1;
  return Number.isFinite(rows) ? Math.max(rows, FEWEST_ROWS) : Number.POSITIVE_INFINITY;
}

const FEWEST_ROWS = 8;
