import type { Toolpath } from '../print/toolpath.ts';
import type { AlignedColumn, PlannedLayer } from './alignedRun.ts';
import { CHANNELS, type SensorTable } from './channels.ts';
import type { ClockMap } from './clockMap.ts';
import { locateFrom, plannedPoint } from './plannedMotion.ts';
import { MOST_INTERVALS, resample, type Samples, samplesOf } from './resample.ts';

export const TIMELINE_RATE_HZ = 20;
const STEP_S = 1 / TIMELINE_RATE_HZ;
/** Moments nearer than this are the same one. */
const SAME_S = 1e-6;

/** Moments of a run in order, on the clock of the source and in planned time. */
export interface TimelineRows {
  readonly count: number;
  readonly source: Float64Array;
  readonly planned: Float64Array;
  /** 1 where the plan stands still. */
  readonly stands: Uint8Array;
}

/**
 * The moments of the canonical timeline: whole twentieths of a second of planned time while the plan goes on,
 * and a row for each twentieth while it stands, from the first to the last row of the source.
 */
export function timelineRows(
  { scale, stretches }: ClockMap,
  firstSource: number,
  lastSource: number,
): TimelineRows {
  const room = Math.ceil((lastSource - firstSource) * scale * TIMELINE_RATE_HZ);
  const most = Math.max(0, room) + 2 * stretches.length + 4;
  const source = new Float64Array(most);
  const planned = new Float64Array(most);
  const stands = new Uint8Array(most);
  let count = 0;
  const add = (at: number, plannedAt: number, isStanding: boolean): void => {
    if (at < firstSource - SAME_S || at > lastSource + SAME_S) return;
    if (count > 0 && at <= (source[count - 1] ?? 0) + SAME_S) return;
    source[count] = at;
    planned[count] = plannedAt;
    stands[count] = isStanding ? 1 : 0;
    count++;
  };
  let stoodSince = firstSource;
  let stoodAt = stretches[0]?.plannedStart ?? 0;
  const standUntil = (until: number): void => {
    const steps = Math.ceil(((until - stoodSince) * scale) / STEP_S - SAME_S);
    for (let i = 0; i < steps; i++) add(stoodSince + (i * STEP_S) / scale, stoodAt, true);
  };
  for (const { plannedStart, plannedEnd, offset } of stretches) {
    const begin = (plannedStart - offset) / scale;
    standUntil(Math.min(begin, lastSource));
    const from = Math.max(plannedStart, scale * firstSource + offset);
    const to = Math.min(plannedEnd, scale * lastSource + offset);
    const first = Math.ceil((from - SAME_S) / STEP_S);
    const last = Math.floor((to + SAME_S) / STEP_S);
    for (let i = first; i <= last; i++) {
      const at = i / TIMELINE_RATE_HZ;
      add((at - offset) / scale, at, false);
    }
    stoodSince = Math.max(firstSource, (plannedEnd - offset) / scale);
    stoodAt = plannedEnd;
  }
  standUntil(lastSource + SAME_S);
  return {
    count,
    source: source.subarray(0, count),
    planned: planned.subarray(0, count),
    stands: stands.subarray(0, count),
  };
}

export interface Timeline extends SensorTable {
  /** Share of planned time for which the source has something, 0 to 1. */
  readonly coverage: number;
}

/** What timeline.parquet has besides `ALIGNED_COLUMNS` and channels. */
export const TIMELINE_FLAGS = ['stands', 'mask'] as const;

/**
 * A run on planned time: what the plan has, then every channel of the source. Bit i of `mask` is set where
 * channel i of `CHANNELS` has a value of its own in the row.
 */
export function alignedTimeline(
  toolpath: Toolpath,
  layers: readonly Pick<PlannedLayer, 'firstPiece' | 'endPiece'>[],
  table: SensorTable,
  map: ClockMap,
): Timeline {
  const timestamp = table.columns.get('timestamp') ?? new Float64Array(0);
  const all = samplesOf(timestamp, timestamp);
  const firstSource = all.times[0] ?? 0;
  const rows = timelineRows(map, firstSource, all.times[all.times.length - 1] ?? firstSource);
  const columns = new Map<string, Float64Array>(plannedColumns(toolpath, layers, rows));
  columns.set(
    'source_t',
    rows.source.map((at) => (at - firstSource) * map.scale),
  );
  columns.set('stands', Float64Array.from(rows.stands));
  const mask = new Float64Array(rows.count);
  CHANNELS.forEach(({ name, kind }, bit) => {
    const values = table.columns.get(name);
    if (name === 'timestamp' || !values) return;
    const resampled = resample(samplesOf(timestamp, values), kind, rows.source);
    columns.set(name, resampled);
    const value = 2 ** bit;
    for (let row = 0; row < rows.count; row++)
      if (!Number.isNaN(resampled[row])) mask[row] = (mask[row] ?? 0) + value;
  });
  columns.set('mask', mask);
  return { rowCount: rows.count, columns, coverage: coverage(rows, all, toolpath.seconds) };
}

/** Share of the planned twentieths of a second that have samples near them on both sides. */
function coverage(
  rows: TimelineRows,
  { times, intervalSeconds }: Samples,
  seconds: number,
): number {
  const steps = Math.floor(seconds / STEP_S) + 1;
  const longest = MOST_INTERVALS * intervalSeconds;
  let covered = 0;
  let at = 0;
  for (let row = 0; row < rows.count; row++) {
    if (rows.stands[row] === 1) continue;
    const source = rows.source[row] ?? 0;
    while (at + 1 < times.length && (times[at + 1] ?? 0) <= source + SAME_S) at++;
    const next = times[at + 1] ?? times[at] ?? Number.NaN;
    if (next - (times[at] ?? Number.NaN) <= longest + SAME_S) covered++;
  }
  return seconds > 0 ? Math.min(1, covered / steps) : 0;
}

function plannedColumns(
  toolpath: Toolpath,
  layers: readonly Pick<PlannedLayer, 'firstPiece' | 'endPiece'>[],
  { count, planned, stands }: TimelineRows,
): Map<AlignedColumn, Float64Array> {
  const filled = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  const columns = {
    t: Float64Array.from(planned),
    source_t: filled(),
    line: filled(),
    layer: filled(),
    piece: filled(),
    commanded_x: filled(),
    commanded_y: filled(),
    commanded_z: filled(),
    commanded_velocity: filled(),
    commanded_extruder: filled(),
  } satisfies Record<AlignedColumn, Float64Array>;
  const point = plannedPoint();
  let piece = -1;
  let layer = 0;
  let pushed = 0;
  for (let row = 0; row < count; row++) {
    const seconds = planned[row] ?? 0;
    // While the plan stands, the piece that comes next has not begun.
    const begun = seconds - (stands[row] === 1 ? SAME_S : 0);
    while (piece + 1 < toolpath.count && (toolpath.start[piece + 1] ?? 0) <= begun) {
      if (piece >= 0) pushed += toolpath.filament[piece] ?? 0;
      piece++;
    }
    locateFrom(toolpath, piece, seconds, point);
    columns.commanded_x[row] = point.x;
    columns.commanded_y[row] = point.y;
    columns.commanded_z[row] = point.z;
    columns.commanded_velocity[row] = Math.sqrt(
      point.velocityX ** 2 + point.velocityY ** 2 + point.velocityZ ** 2,
    );
    columns.commanded_extruder[row] = pushed + point.filament;
    if (piece < 0) continue;
    columns.line[row] = (toolpath.line[piece] ?? 0) + 1;
    columns.piece[row] = piece;
    while (layer + 1 < layers.length && (layers[layer + 1]?.firstPiece ?? 0) <= piece) layer++;
    const of = layers[layer];
    if (of && piece >= of.firstPiece && piece < of.endPiece) columns.layer[row] = layer + 1;
  }
  return new Map(Object.entries(columns) as [AlignedColumn, Float64Array][]);
}
