import { arcExtremes } from '../machine/arc.ts';
import { MOVE, type Move } from '../machine/move.ts';
import { AXIS, LAYER_SOURCE, type MachineState } from '../machine/state.ts';
import { applyVerbose } from './applyMark.ts';
import type { ChunkReader } from './chunkReader.ts';
import { SEGMENT, type SegmentBuilder, SUM } from './segments.ts';

// Places of sums as constants of this file, because what is imported is looked up anew at each use.
const {
  extrudeLength: AT_EXTRUDE_LENGTH,
  extrudingMoves: AT_EXTRUDING_MOVES,
  filament: AT_FILAMENT,
  firstZ: AT_FIRST_Z,
  maxX: AT_MAX_X,
  maxY: AT_MAX_Y,
  maxZ: AT_MAX_Z,
  minX: AT_MIN_X,
  minY: AT_MIN_Y,
  minZ: AT_MIN_Z,
  moves: AT_MOVES,
  retractions: AT_RETRACTIONS,
  travelLength: AT_TRAVEL_LENGTH,
} = SUM;
const KNOWN_XY = AXIS.x | AXIS.y;

/** Adds a move to the sums of its segment, and begins a segment where the move begins a layer. */
export function addMove(reader: ChunkReader, state: MachineState, localLine: number): void {
  const { builder, move, line } = reader;
  const { kind } = move;
  if (state.layerSource < LAYER_SOURCE.comments) findLayer(builder, state, move, localLine);
  if (line.commentStart < line.end) applyVerbose(reader, state, localLine);
  const { sums, base } = builder;
  sums[base + AT_MOVES] = (sums[base + AT_MOVES] ?? 0) + 1;
  sums[base + AT_FILAMENT] = (sums[base + AT_FILAMENT] ?? 0) + move.filament;
  if (kind !== MOVE.extrude) {
    builder.inRow = false;
    sums[base + AT_TRAVEL_LENGTH] = (sums[base + AT_TRAVEL_LENGTH] ?? 0) + move.length;
    if (kind === MOVE.retract) sums[base + AT_RETRACTIONS] = (sums[base + AT_RETRACTIONS] ?? 0) + 1;
    return;
  }
  sums[base + AT_EXTRUDE_LENGTH] = (sums[base + AT_EXTRUDE_LENGTH] ?? 0) + move.length;
  const extrudingMoves = sums[base + AT_EXTRUDING_MOVES] ?? 0;
  sums[base + AT_EXTRUDING_MOVES] = extrudingMoves + 1;
  const { x, y } = state;
  // A move begins where the one before ended, so in a row of them only the ends have to be looked at.
  const beginsRow = extrudingMoves === 0 || !builder.inRow;
  if (beginsRow || move.changesZ) addZ(sums, base, state);
  if (beginsRow && (move.fromKnown & KNOWN_XY) === KNOWN_XY)
    widen(sums, base, move.fromX, move.fromY);
  builder.inRow = true;
  widen(sums, base, x, y);
  if (move.isArc) {
    const box = arcExtremes(move, state);
    widen(sums, base, box.minX, box.minY);
    widen(sums, base, box.maxX, box.maxY);
  }
}

function widen(sums: Float64Array, base: number, x: number, y: number): void {
  if (x < (sums[base + AT_MIN_X] ?? 0)) sums[base + AT_MIN_X] = x;
  if (x > (sums[base + AT_MAX_X] ?? 0)) sums[base + AT_MAX_X] = x;
  if (y < (sums[base + AT_MIN_Y] ?? 0)) sums[base + AT_MIN_Y] = y;
  if (y > (sums[base + AT_MAX_Y] ?? 0)) sums[base + AT_MAX_Y] = y;
}

/** Notes the height of an extruding move, unless the file has not said where Z is. */
function addZ(sums: Float64Array, base: number, state: MachineState): void {
  if ((state.known & AXIS.z) === 0) return;
  const { z } = state;
  if (Number.isNaN(sums[base + AT_FIRST_Z])) sums[base + AT_FIRST_Z] = z;
  if (z < (sums[base + AT_MIN_Z] ?? 0)) sums[base + AT_MIN_Z] = z;
  if (z > (sums[base + AT_MAX_Z] ?? 0)) sums[base + AT_MAX_Z] = z;
}

/** In a file without marks: a change of Z may begin a layer, extrusion at a new Z says that it did. */
function findLayer(
  builder: SegmentBuilder,
  state: MachineState,
  move: Move,
  localLine: number,
): void {
  if (move.kind === MOVE.extrude) {
    if (state.z !== state.inferredZ) inferLayer(builder, state, move, localLine);
  } else if (move.changesZ) builder.openOnce(SEGMENT.zChange, localLine);
}

/** Half a layer of a spiral vase must not become one layer a line: Z then rises with every move. */
const LEAST_SPIRAL_RISE = 50_000;

/** Extrusion at another height than before, in a file that does not mark its layers. */
function inferLayer(
  builder: SegmentBuilder,
  state: MachineState,
  move: Move,
  localLine: number,
): void {
  const rise = state.z - state.inferredZ;
  if (move.changesZ && rise > 0 && state.inferredZ >= 0) {
    if (rise < Math.max(state.inferredHeight, LEAST_SPIRAL_RISE)) return;
  } else if (rise > 0) {
    state.inferredHeight = state.inferredZ < 0 ? state.z : rise;
  }
  state.inferredZ = state.z;
  state.layerSource = Math.max(state.layerSource, LAYER_SOURCE.inferred);
  builder.open(SEGMENT.motionLayer, localLine, state.z);
}
