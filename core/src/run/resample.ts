import type { ChannelKind } from './channels.ts';
import { risingRows } from './risingRows.ts';
import { selectQuantile } from './selection.ts';

/**
 * For each time asked for, the last of the known times that is not later, −1 where there is none. Both rise
 * (or stay), so one walk through both is enough.
 */
export function asOf(times: Float64Array, queries: Float64Array): Int32Array {
  const found = new Int32Array(queries.length);
  const last = times.length - 1;
  let at = -1;
  for (let query = 0; query < queries.length; query++) {
    const wanted = queries[query] as number;
    while (at < last && (times[at + 1] as number) <= wanted) at++;
    found[query] = at;
  }
  return found;
}

/** For each time asked for, the nearest known time that is at most `reach` away, −1 where there is none. */
export function nearest(times: Float64Array, queries: Float64Array, reach: number): Int32Array {
  const found = asOf(times, queries);
  for (let query = 0; query < queries.length; query++) {
    const wanted = queries[query] as number;
    const before = found[query] as number;
    const past = before < 0 ? Number.POSITIVE_INFINITY : wanted - (times[before] as number);
    const next = before + 1;
    const coming =
      next < times.length ? (times[next] as number) - wanted : Number.POSITIVE_INFINITY;
    const best = past <= coming ? before : next;
    found[query] = Math.min(past, coming) <= reach ? best : -1;
  }
  return found;
}

/** Gaps longer than this many usual intervals are not filled in. */
export const MOST_INTERVALS = 3;

/** One channel with the rows left out in which it has no value. */
export interface Samples {
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Median of the intervals; NaN where there are less than two samples. */
  readonly intervalSeconds: number;
}

/** Rows whose time does not rise are passed over. */
export function samplesOf(times: Float64Array, values: Float64Array): Samples {
  const keptTimes = new Float64Array(times.length);
  const keptValues = new Float64Array(times.length);
  const rises = risingRows(times);
  let count = 0;
  for (let row = 0; row < times.length; row++) {
    const value = values[row] as number;
    if (rises[row] === 0 || Number.isNaN(value)) continue;
    keptTimes[count] = times[row] as number;
    keptValues[count++] = value;
  }
  const kept = keptTimes.subarray(0, count);
  return {
    times: kept,
    values: keptValues.subarray(0, count),
    intervalSeconds: medianInterval(kept),
  };
}

function medianInterval(times: Float64Array): number {
  const steps = new Float64Array(Math.max(0, times.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = (times[i + 1] as number) - (times[i] as number);
  return selectQuantile(steps, 0.5);
}

/**
 * A channel at other times. What is continuous is interpolated where the samples on both sides are at most
 * three usual intervals apart, else it is NaN; a setpoint, a state or a count is the last one that was told.
 */
export function resample(samples: Samples, kind: ChannelKind, queries: Float64Array): Float64Array {
  const { times, values, intervalSeconds } = samples;
  const before = asOf(times, queries);
  const out = new Float64Array(queries.length);
  const longest = MOST_INTERVALS * intervalSeconds * (1 + ROUNDING);
  for (let query = 0; query < queries.length; query++) {
    const i = before[query] as number;
    if (i < 0) {
      out[query] = Number.NaN;
      continue;
    }
    const value = values[i] as number;
    if (kind !== 'continuous') {
      out[query] = value;
      continue;
    }
    const at = times[i] as number;
    const since = (queries[query] as number) - at;
    const gap = (times[i + 1] ?? Number.NaN) - at;
    if (since === 0) out[query] = value;
    else if (gap <= longest)
      out[query] = value + ((values[i + 1] as number) - value) * (since / gap);
    else out[query] = Number.NaN;
  }
  return out;
}

/** Sums of steps are not exactly what they add up to. */
const ROUNDING = 1e-9;
