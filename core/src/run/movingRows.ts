import type { SensorTable } from './channels.ts';
import { risingRows } from './risingRows.ts';
import { selectQuantile } from './selection.ts';
import type { SourceWindow } from './windowTracking.ts';

/** Rows of a recording that say where the head is, in order of time. */
export interface PositionRows {
  readonly count: number;
  readonly seconds: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** A head that goes less than this between two samples stands, or less than this many times the noise. */
const STANDS_MM = 0.06;
const STANDS_DEVIATIONS = 5;

const MOST_INTERVALS = 10_000;

/** Seconds between two rows, as a rule; NaN where there are none. */
export function usualInterval(seconds: Float64Array): number {
  const steps = new Float64Array(Math.min(seconds.length, MOST_INTERVALS));
  let count = 0;
  for (let i = 1; i < seconds.length && count < steps.length; i++) {
    const step = (seconds[i] ?? 0) - (seconds[i - 1] ?? 0);
    if (step > 0) steps[count++] = step;
  }
  return selectQuantile(steps.subarray(0, count), 0.5);
}

/** Rows that have a place; undefined where the recording has no places. Rows whose time does not rise are
 * passed over. */
export function positionRows({ columns, rowCount }: SensorTable): PositionRows | undefined {
  const timestamp = columns.get('timestamp');
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => columns.get(`position_${axis}`));
  if (!timestamp || !x || !y || !z) return undefined;
  const rises = risingRows(timestamp);
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    const place = (x[row] ?? Number.NaN) + (y[row] ?? Number.NaN) + (z[row] ?? Number.NaN);
    if (rises[row] === 1 && !Number.isNaN(place)) rows.push(row);
  }
  return picked({ count: rowCount, seconds: timestamp, x, y, z }, rows);
}

/** 1 for each row whose place differs from that of the row before or behind. */
export function movement(rows: PositionRows): Uint8Array {
  const { count, x, y, z } = rows;
  const goes = new Uint8Array(count);
  const least = Math.max(STANDS_MM, STANDS_DEVIATIONS * positionNoise(rows));
  for (let row = 1; row < count; row++) {
    const wayX = (x[row] ?? 0) - (x[row - 1] ?? 0);
    const wayY = (y[row] ?? 0) - (y[row - 1] ?? 0);
    const wayZ = (z[row] ?? 0) - (z[row - 1] ?? 0);
    if (wayX * wayX + wayY * wayY + wayZ * wayZ <= least * least) continue;
    goes[row - 1] = 1;
    goes[row] = 1;
  }
  return goes;
}

/** The rows of which the other column is 1. */
export function movingRows(rows: PositionRows, goes: Uint8Array): PositionRows {
  const moving: number[] = [];
  goes.forEach((value, row) => {
    if (value === 1) moving.push(row);
  });
  return picked(rows, moving);
}

/** Standard deviation of a place: second differences are free of even motion, and the smallest fifth of them
 * of accelerations as well. */
export function positionNoise({ count, x, y, z }: PositionRows): number {
  const step = Math.max(1, Math.floor(count / 5_000));
  const jerks = new Float64Array(Math.ceil(Math.max(0, count - 2) / step));
  for (let i = 0; i < jerks.length; i++) {
    const row = 1 + i * step;
    const jerkX = (x[row - 1] ?? 0) - 2 * (x[row] ?? 0) + (x[row + 1] ?? 0);
    const jerkY = (y[row - 1] ?? 0) - 2 * (y[row] ?? 0) + (y[row + 1] ?? 0);
    const jerkZ = (z[row - 1] ?? 0) - 2 * (z[row] ?? 0) + (z[row + 1] ?? 0);
    jerks[i] = Math.sqrt(jerkX * jerkX + jerkY * jerkY + jerkZ * jerkZ);
  }
  return jerks.length === 0 ? 0 : selectQuantile(jerks, 0.2) / SMALL_JERK;
}

/** The fifth smallest of second differences of three axes with noise 1: √6 × the quantile 0.2 of a
 * chi distribution of three degrees of freedom, 1.00. */
const SMALL_JERK = Math.sqrt(6) * 1.003;

function picked({ seconds, x, y, z }: PositionRows, rows: readonly number[]): PositionRows {
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? 0);
  return { count: rows.length, seconds: pick(seconds), x: pick(x), y: pick(y), z: pick(z) };
}

/** A window with the rows that it spans. */
export interface RowWindow extends SourceWindow {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** Where the head stands longer than this, time may be lost. */
const STOP_S = 0.8;
const WINDOW_S = 6;
/** Fewer rows fit nearly anywhere. */
const FEWEST_ROWS = 5;

/** Cuts moving rows into windows of a few seconds that no longer stop lies in. */
export function rowWindows(seconds: Float64Array, interval: number): readonly RowWindow[] {
  const windows: RowWindow[] = [];
  const stop = Math.max(STOP_S, 3.5 * interval);
  let first = 0;
  const close = (end: number): void => {
    const startSeconds = seconds[first] ?? 0;
    const endSeconds = seconds[end - 1] ?? 0;
    if (end - first >= FEWEST_ROWS)
      windows.push({ startSeconds, endSeconds, samples: end - first, first, end });
    first = end;
  };
  for (let row = 1; row < seconds.length; row++) {
    const at = seconds[row] ?? 0;
    if (at - (seconds[row - 1] ?? 0) > stop || at - (seconds[first] ?? 0) >= WINDOW_S) close(row);
  }
  close(seconds.length);
  return windows;
}
