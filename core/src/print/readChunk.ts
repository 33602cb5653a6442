import { commandCode, type GcodeLine, NO_COMMAND, WORD_COMMAND } from '../gcode/line.ts';
import { readMark } from '../gcode/marks.ts';
import { scanLine } from '../gcode/scan.ts';
import { interpretLine } from '../machine/interpret.ts';
import { E_USE, MOVE, type Move } from '../machine/move.ts';
import { moveTo } from '../machine/moveTo.ts';
import { cloneState, LAYER_SOURCE, type MachineState } from '../machine/state.ts';
import { addMove } from './addMove.ts';
import { applyMark } from './applyMark.ts';
import { type ChunkReader, nameIndex } from './chunkReader.ts';
import { isPartOfPrinting, readObjectCommand } from './objectCommands.ts';
import { SEGMENT, type Segments, SUM } from './segments.ts';

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
  builder.openOnce(SEGMENT.command, localLine);
}
