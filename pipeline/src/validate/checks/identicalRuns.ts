/** Rows from `start` to before `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Where so many rows or more have the same value to the last digit. */
export function identicalRuns(values: Float64Array, leastRows: number): RowRange[] {
  const found: RowRange[] = [];
  let start = 0;
  let last = Number.NaN;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (value === last) continue;
    if (row - start >= leastRows && !Number.isNaN(last)) found.push({ start, end: row });
    start = row;
    last = value;
  }
  if (values.length - start >= leastRows && !Number.isNaN(last))
    found.push({ start, end: values.length });
  return found;
}

/** The rows in which the values turn round, after a way of at least `travel` each. */
export function turnsIn(values: Float64Array, { start, end }: RowRange, travel: number): number {
  let turns = 0;
  let direction = 0;
  let farthest = Number.NaN;
  for (let row = start; row < end; row++) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const way = value - farthest;
    if (Number.isNaN(farthest) || (direction !== 0 && way * direction > 0)) farthest = value;
    else if (Math.abs(way) >= travel) {
      if (direction !== 0) turns += 1;
      direction = Math.sign(way);
      farthest = value;
    }
  }
  return turns;
}
