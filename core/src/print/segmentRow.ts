import { roleOf } from '../gcode/dialects/all.ts';
import type { MachineState } from '../machine/state.ts';
import type { Names } from './chunkReader.ts';
import { SEGMENT, type Segments, SUM, SUMS } from './segments.ts';
import type { Untimed } from './untimed.ts';

/** What a chunk read, with the line at which the chunk begins (from 0). */
export interface PlacedSegments {
  readonly segments: Segments;
  readonly line: number;
  /** Nanoseconds of the moves that were open before the chunk. */
  readonly carried: Float64Array;
  /** To whom the moves belong that are open behind it, see `PlanState.owners`. */
  readonly owners: Int32Array;
  readonly untimed: readonly Untimed[];
  readonly exit: MachineState;
}

/** All segments of a file in a row, as columns. */
export interface SegmentRow {
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly lines: Float64Array;
  readonly values: Float64Array;
  readonly sums: Float64Array;
  /** 1 where a layer begins. */
  readonly beginsLayer: Uint8Array;
  /** Nanoseconds before each chunk, and behind the last one. */
  readonly chunkTimes: Float64Array;
}

export function kindsPresent(placed: readonly PlacedSegments[]): Set<number> {
  const kinds = new Set<number>();
  for (const { segments } of placed) {
    for (let i = 0; i < segments.count; i++) kinds.add(segments.kinds[i] ?? 0);
  }
  return kinds;
}

/**
 * @param atRest nanoseconds of the moves that are open behind the last chunk
 * @param layerKind the kind of segment with which layers begin in this file
 */
export function inOneRow(
  placed: readonly PlacedSegments[],
  atRest: Float64Array,
  layerKind: number,
): SegmentRow {
  const count = placed.reduce((sum, { segments }) => sum + segments.count, 0);
  const row: SegmentRow = {
    count,
    kinds: new Uint8Array(count),
    lines: new Float64Array(count),
    values: new Float64Array(count),
    sums: new Float64Array(count * SUMS),
    beginsLayer: new Uint8Array(count),
    chunkTimes: new Float64Array(placed.length + 1),
  };
  const starts: number[] = [];
  let at = 0;
  for (const { segments, line } of placed) {
    starts.push(at);
    row.kinds.set(segments.kinds, at);
    row.values.set(segments.values, at);
    row.sums.set(segments.sums, at * SUMS);
    for (let i = 0; i < segments.count; i++) row.lines[at + i] = line + (segments.lines[i] ?? 0);
    at += segments.count;
  }
  addCarriedTimes(row, starts, placed, atRest);
  if (layerKind === SEGMENT.motionLayer) markMotionLayers(row);
  else
    row.kinds.forEach((kind, i) => {
      if (kind === layerKind) row.beginsLayer[i] = 1;
    });
  return row;
}

/** Gives the times that a chunk found for moves of the chunks before it to the segments of those moves. */
function addCarriedTimes(
  row: SegmentRow,
  starts: readonly number[],
  placed: readonly PlacedSegments[],
  atRest: Float64Array,
): void {
  const { sums, chunkTimes } = row;
  for (let chunk = 1; chunk <= placed.length; chunk++) {
    const times = placed[chunk]?.carried ?? atRest;
    for (let place = 0; place < times.length; place++) {
      const time = times[place] ?? 0;
      if (time === 0) continue;
      let home = chunk - 1;
      let owner = placed[home]?.owners[place] ?? 0;
      while (owner < 0 && home > 0) {
        home -= 1;
        owner = placed[home]?.owners[~owner] ?? 0;
      }
      const base = ((starts[home] ?? 0) + owner) * SUMS + SUM.duration;
      sums[base] = (sums[base] ?? 0) + time;
    }
  }
  let segment = 0;
  let total = 0;
  placed.forEach(({ segments }, chunk) => {
    for (let i = 0; i < segments.count; i++, segment++)
      total += sums[segment * SUMS + SUM.duration] ?? 0;
    chunkTimes[chunk + 1] = total;
  });
}

/** A layer found from motion begins where Z first changed behind the last extrusion before it. */
function markMotionLayers(row: SegmentRow): void {
  let zChange = -1;
  for (let i = 0; i < row.count; i++) {
    const kind = row.kinds[i];
    if (kind === SEGMENT.zChange && zChange < 0) zChange = i;
    else if (kind === SEGMENT.motionLayer) row.beginsLayer[zChange < 0 ? i : zChange] = 1;
    if (extrudingMovesOf(row, i) > 0) zChange = -1;
  }
  leaveOutPurge(row);
}

function extrudingMovesOf(row: SegmentRow, i: number): number {
  return row.sums[i * SUMS + SUM.extrudingMoves] ?? 0;
}

/** A purge line has no more moves than this. */
const PURGE_MOVES = 40;

/**
 * In a file without marks, start G-code that purges looks like a layer. Slicers choose units and E mode
 * behind it, so layers begin behind that choice where hardly anything was extruded before it.
 */
function leaveOutPurge(row: SegmentRow): void {
  let moves = 0;
  let preamble = -1;
  for (let i = 0; i < row.count && moves <= PURGE_MOVES; i++) {
    if (row.kinds[i] === SEGMENT.preamble && moves > 0) preamble = i;
    moves += extrudingMovesOf(row, i);
  }
  if (preamble < 0) return;
  row.beginsLayer.fill(0, 0, preamble + 1);
  for (let i = preamble; i < row.count; i++) {
    if (row.kinds[i] === SEGMENT.zChange) {
      row.beginsLayer[i] = 1;
      return;
    }
    if (extrudingMovesOf(row, i) === 0) continue;
    row.beginsLayer[preamble] = 1;
    return;
  }
}

/**
 * Index of the segment with which the end G-code begins: the first one behind the last printed move that
 * is a command other than printing, a Custom feature or a block of settings.
 */
export function endOfLayers(row: SegmentRow, first: number, names: Names): number {
  let custom = false;
  let lastPrinted = row.count - 1;
  let found = false;
  for (let i = 0; i < row.count; i++) {
    if (row.kinds[i] === SEGMENT.feature) custom = isCustom(names, row.values[i] ?? -1);
    if (i < first || custom || extrudingMovesOf(row, i) === 0) continue;
    lastPrinted = i;
    found = true;
  }
  // Layers that the slicer marked but that hold no extrusion are layers all the same.
  const lastLayer = row.beginsLayer.lastIndexOf(1);
  for (let i = Math.max(found ? lastPrinted : first, lastLayer) + 1; i < row.count; i++) {
    const kind = row.kinds[i];
    if (kind === SEGMENT.command || kind === SEGMENT.block) return i;
    if (kind === SEGMENT.feature && isCustom(names, row.values[i] ?? -1)) return i;
  }
  return row.count;
}

function isCustom(names: Names, name: number): boolean {
  return roleOf(names.list[name] ?? '') === 'custom';
}
