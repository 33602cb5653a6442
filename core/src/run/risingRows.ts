/**
 * 1 for each row whose time is later than that of the rows taken before it. A single row that leaps ahead of the
 * one behind it is left out instead of all that follow.
 */
export function risingRows(times: Float64Array): Uint8Array {
  const rises = new Uint8Array(times.length);
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < times.length; row++) {
    const at = times[row] as number;
    if (!(at > last)) continue;
    const next = times[row + 1] ?? Number.NaN;
    if (next < at && next > last) continue;
    rises[row] = 1;
    last = at;
  }
  return rises;
}
