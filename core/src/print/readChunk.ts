import type { Firmware } from '../commands/firmware.ts';
import { scanNumber } from '../gcode/bytes.ts';
import { MARK } from '../gcode/dialects/dialect.ts';
import {
  commandCode,
  GcodeLine,
  NO_COMMAND,
  textOf,
  UNITS_PER_ONE,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { Mark, readMark } from '../gcode/marks.ts';
import { scanLine } from '../gcode/scan.ts';
import { readVerbose, VERBOSE_WORDS } from '../gcode/verbose.ts';
import { arcExtremes } from '../machine/arc.ts';
import { interpretLine, moveTo } from '../machine/interpret.ts';
import { E_USE, MOVE, Move } from '../machine/move.ts';
import { AXIS, cloneState, LAYER_SOURCE, type MachineState } from '../machine/state.ts';
import { isPartOfPrinting, readObjectCommand } from './objectCommands.ts';
import { SEGMENT, SegmentBuilder, type Segments, SUM } from './segments.ts';

/** Texts by number, so that chunks keep numbers: feature words and object names. */
export interface Names {
  readonly list: string[];
  readonly indexOf: Map<string, number>;
}

export function emptyNames(): Names {
  return { list: [], indexOf: new Map() };
}

export function nameIndex(names: Names, text: string): number {
  const known = names.indexOf.get(text);
  if (known !== undefined) return known;
  const index = names.list.length;
  names.list.push(text);
  names.indexOf.set(text, index);
  return index;
}

/** Sees every line after it was applied. Rules are visitors. */
export type LineVisitor = (
  line: GcodeLine,
  state: MachineState,
  move: Move,
  localLine: number,
) => void;

/** What a chunk says, given the state in which it was entered. */
export interface ChunkReading {
  readonly entry: MachineState;
  readonly exit: MachineState;
  readonly segments: Segments;
  /** The chunk looks at the extruder's position before it sets it, so it depends on it. */
  readonly dependsOnE: boolean;
  /** Whatever E was at entry, it is the same at exit. */
  readonly setsE: boolean;
}

/** Scratch records that one reader uses for every chunk. */
export interface ChunkReader {
  readonly firmware: Firmware;
  readonly names: Names;
  readonly line: GcodeLine;
  readonly move: Move;
  readonly mark: Mark;
  readonly builder: SegmentBuilder;
  /** Line starts of the chunk read last. */
  lineStarts: Uint32Array;
  lineCount: number;
  /** No carriage return was met in it. */
  onlyLineFeeds: boolean;
}

export function chunkReader(firmware: Firmware, names: Names): ChunkReader {
  return {
    firmware,
    names,
    line: new GcodeLine(),
    move: new Move(),
    mark: new Mark(),
    builder: new SegmentBuilder(),
    lineStarts: new Uint32Array(64 * 1024 + 1),
    lineCount: 0,
    onlyLineFeeds: false,
  };
}

// Places of sums as constants of this file, because what is imported is looked up anew at each use.
const {
  duration: AT_DURATION,
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
const DWELL = commandCode('G4');
const T0 = commandCode('T0');
const PREAMBLE: ReadonlySet<number> = new Set(['G21', 'M82', 'M83'].map(commandCode));
const M486 = commandCode('M486');
const M624 = commandCode('M624');
const M625 = commandCode('M625');
const G0 = commandCode('G0');
const G1 = commandCode('G1');

/**
 * Reads one chunk of whole lines. `state` is changed to what holds behind its last line.
 *
 * @param visit is called for every line that holds a command or was flagged; undefined where no rules run
 */
export function readChunk(
  reader: ChunkReader,
  bytes: Uint8Array,
  state: MachineState,
  visit?: LineVisitor,
): ChunkReading {
  const { line, move, mark, builder, firmware } = reader;
  const entry = cloneState(state);
  const length = bytes.length;
  if (reader.lineStarts.length <= length) reader.lineStarts = new Uint32Array(length + 1);
  const { lineStarts } = reader;
  builder.begin();
  line.carriageReturns = 0;
  let dependsOnE = false;
  let setsE = false;
  let localLine = 0;
  let at = 0;
  while (at < length) {
    lineStarts[localLine] = at;
    at = scanLine(bytes, at, line);
    const { command } = line;
    if (command === G1 || command === G0) {
      moveTo(line, state, move, firmware, false);
      if (move.eUse === E_USE.position) {
        if (!setsE) dependsOnE = true;
        setsE = true;
      }
      if (move.kind !== MOVE.none) addMove(reader, state, localLine);
    } else if (command === NO_COMMAND) {
      move.kind = MOVE.none;
      if (line.commentStart < line.end && readMark(line, mark)) applyMark(reader, state, localLine);
    } else {
      interpretLine(line, state, move, firmware);
      if (move.eUse >= E_USE.position) {
        if (move.eUse === E_USE.position && !setsE) dependsOnE = true;
        setsE = true;
      }
      if (move.kind !== MOVE.none) addMove(reader, state, localLine);
      else applyCommand(reader, state, localLine);
    }
    if (visit !== undefined) visit(line, state, move, localLine);
    localLine += 1;
  }
  reader.lineCount = localLine;
  reader.onlyLineFeeds = line.carriageReturns === 0;
  return { entry, exit: cloneState(state), segments: builder.take(), dependsOnE, setsE };
}

function addMove(reader: ChunkReader, state: MachineState, localLine: number): void {
  const { builder, move, line } = reader;
  const { kind } = move;
  if (state.layerSource < LAYER_SOURCE.comments) findLayer(builder, state, move, localLine);
  if (line.commentStart < line.end) applyVerbose(reader, state, localLine);
  const { sums, base } = builder;
  sums[base + AT_DURATION] = (sums[base + AT_DURATION] ?? 0) + move.duration;
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
  if (extrudingMoves === 0 || move.changesZ) addZ(sums, base, state);
  // A move begins where the one before ended, so in a row of them only the ends have to be looked at.
  if ((extrudingMoves === 0 || !builder.inRow) && (move.fromKnown & KNOWN_XY) === KNOWN_XY)
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
  } else if (move.changesZ) openOnce(builder, SEGMENT.zChange, localLine);
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

/** Begins a segment unless one of its kind has begun and nothing was extruded since. */
function openOnce(builder: SegmentBuilder, kind: number, localLine: number): void {
  const isOpen = builder.kinds[builder.count - 1] === kind;
  const { sums, base } = builder;
  if (isOpen && (sums[base + SUM.extrudingMoves] ?? 0) === 0) return;
  builder.open(kind, localLine, 0);
}

function applyMark(reader: ChunkReader, state: MachineState, localLine: number): void {
  const { mark, builder, line, names } = reader;
  const { bytes } = line;
  if (state.insideBlock === 2 && mark.kind !== MARK.thumbnailEnd) return;
  switch (mark.kind) {
    case MARK.layer:
      state.layerSource = LAYER_SOURCE.marks;
      state.expectHeight = true;
      builder.open(SEGMENT.layer, localLine, markNumber(mark, bytes));
      return;
    case MARK.profileLayer:
      state.layerSource = Math.max(state.layerSource, LAYER_SOURCE.comments);
      builder.open(SEGMENT.profileLayer, localLine, Number.NaN);
      return;
    case MARK.layerNumber:
      builder.open(SEGMENT.layerNumber, localLine, markNumber(mark, bytes));
      return;
    case MARK.layerZ:
      builder.open(SEGMENT.layerZ, localLine, markNumber(mark, bytes) * UNITS_PER_ONE);
      return;
    case MARK.lineHeight: {
      const height = scanNumber(bytes, mark.valueStart, mark.valueEnd);
      state.lineHeight = Number.isNaN(height) ? 0 : height;
      if (state.expectHeight) builder.open(SEGMENT.layerHeight, localLine, state.lineHeight);
      state.expectHeight = false;
      return;
    }
    case MARK.lineWidth: {
      const width = scanNumber(bytes, mark.valueStart, mark.valueEnd);
      state.lineWidth = Number.isNaN(width) ? 0 : width;
      return;
    }
    case MARK.feature:
      state.featureName = nameIndex(names, textOf(bytes, mark.valueStart, mark.valueEnd));
      builder.open(SEGMENT.feature, localLine, state.featureName);
      return;
    case MARK.objectStart:
    case MARK.objectEnd: {
      const starts = mark.kind === MARK.objectStart;
      const name = starts ? nameIndex(names, textOf(bytes, mark.valueStart, mark.valueEnd)) : -1;
      state.objectName = name;
      builder.open(SEGMENT.printingObject, localLine, name);
      return;
    }
    case MARK.mesh: {
      const name = textOf(bytes, mark.valueStart, mark.valueEnd);
      state.objectName = name === 'NONMESH' ? -1 : nameIndex(names, name);
      builder.open(SEGMENT.mesh, localLine, state.objectName);
      return;
    }
    case MARK.wipeStart:
    case MARK.wipeEnd:
      state.wiping = mark.kind === MARK.wipeStart;
      return;
    case MARK.thumbnailStart:
    case MARK.thumbnailEnd: {
      const starts = mark.kind === MARK.thumbnailStart;
      state.insideBlock = starts ? 2 : 0;
      builder.open(SEGMENT.block, localLine, starts ? 3 : 2);
      return;
    }
    case MARK.blockStart:
    case MARK.blockEnd:
      builder.open(SEGMENT.block, localLine, mark.kind === MARK.blockStart ? 1 : 0);
      return;
  }
}

function markNumber(mark: Mark, bytes: Uint8Array): number {
  return scanNumber(bytes, mark.valueStart, mark.valueEnd) / UNITS_PER_ONE;
}

function applyVerbose(reader: ChunkReader, state: MachineState, localLine: number): void {
  const finding = readVerbose(reader.line);
  if (finding.word >= 0) {
    if (VERBOSE_WORDS[finding.word]?.role === undefined || finding.word === state.verboseRole)
      return;
    state.verboseRole = finding.word;
    if (state.featureName < 0) reader.builder.open(SEGMENT.commentFeature, localLine, finding.word);
  } else if (!Number.isNaN(finding.layerNumber) && state.layerSource < LAYER_SOURCE.marks) {
    state.layerSource = LAYER_SOURCE.comments;
    reader.builder.open(SEGMENT.commentLayer, localLine, finding.layerNumber);
  }
}

/** Commands that begin or end something: objects, tools, and whatever is no part of printing. */
function applyCommand(reader: ChunkReader, state: MachineState, localLine: number): void {
  const { line, builder, move, names } = reader;
  const { command } = line;
  builder.inRow = false;
  if (command === WORD_COMMAND || command === M486 || command === M624 || command === M625) {
    const object = readObjectCommand(line);
    if (object) {
      const name = object.name === '' ? -1 : nameIndex(names, object.name);
      if (object.kind !== SEGMENT.objectDefined) state.objectName = name;
      builder.open(object.kind, localLine, name);
      return;
    }
  }
  if (command >= T0) {
    if (command < T0 + 100_000) builder.open(SEGMENT.tool, localLine, state.tool);
    return;
  }
  if (move.duration > 0 && move.kind === MOVE.none && command === DWELL) {
    const { sums, base } = builder;
    sums[base + SUM.duration] = (sums[base + SUM.duration] ?? 0) + move.duration;
  }
  if (PREAMBLE.has(command) && state.layerSource < LAYER_SOURCE.comments) {
    builder.open(SEGMENT.preamble, localLine, 0);
    return;
  }
  if (isPartOfPrinting(line)) return;
  openOnce(builder, SEGMENT.command, localLine);
}
