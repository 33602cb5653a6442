import {
  commandCode,
  type GcodeLine,
  lineCommandName,
  NO_COMMAND,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { readMark } from '../gcode/marks.ts';
import { scanLine } from '../gcode/scan.ts';
import { interpretLine } from '../machine/interpret.ts';
import { E_USE, MOVE, type Move } from '../machine/move.ts';
import { exceededBounds, type MoveBounds } from '../machine/moveBounds.ts';
import { moveTo } from '../machine/moveTo.ts';
import { planMove } from '../machine/planMove.ts';
import type { PlanState } from '../machine/planner.ts';
import { cloneState, LAYER_SOURCE, type MachineState } from '../machine/state.ts';
import { addMove } from './addMove.ts';
import { applyMark } from './applyMark.ts';
import { type ChunkReader, nameIndex } from './chunkReader.ts';
import { enterPlan, planCommand } from './linePlan.ts';
import { isPartOfPrinting, readObjectCommand } from './objectCommands.ts';
import { SEGMENT, type Segments, SUM } from './segments.ts';
import { type Untimed, UntimedList } from './untimed.ts';

/** Sees a line after it was applied. Rules are visitors. */
export type LineVisitor = (
  line: GcodeLine,
  state: MachineState,
  move: Move,
  localLine: number,
) => void;

/** Which G0 and G1 a visitor wants to see. Other lines, and moves with a comment or of Z, always come. */
export interface MoveInterest {
  /** Every one of them, for as long as this is set. */
  all: boolean;
  /** Those with one of these flags of the scanner, or one of these letters with a number. */
  readonly flags: number;
  readonly letters: number;
  /** Those that push or pull more filament, nm. */
  readonly filamentAbove: number;
  /** Those that push more than this, and more for each unit of way than that. */
  readonly thickFilament: number;
  readonly thickPerWay: number;
  /** Those that go beyond these; undefined for no bounds. */
  readonly bounds: MoveBounds | undefined;
}

/** Someone who reads along. */
export interface Visitor {
  readonly visit: LineVisitor;
  readonly interest: MoveInterest;
}

/** What a chunk says, given the state in which it was entered. */
export interface ChunkReading {
  readonly entry: MachineState;
  readonly exit: MachineState;
  readonly segments: Segments;
  /** Moves whose time was open before the chunk and behind it. */
  readonly entryPlan: PlanState;
  readonly exitPlan: PlanState;
  /** Nanoseconds that the chunk found for the moves of `entryPlan`. */
  readonly carried: Float64Array;
  /** Commands whose time nobody can tell. Lines count from the chunk's first. */
  readonly untimed: readonly Untimed[];
  /** The chunk looks at the extruder's position before it sets it, so it depends on it. */
  readonly dependsOnE: boolean;
  /** Whatever E was at entry, it is the same at exit. */
  readonly setsE: boolean;
}

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
 * @param entryPlan the moves before it whose time is still open
 * @param visitor sees the lines; undefined where no rules run
 */
export function readChunk(
  reader: ChunkReader,
  bytes: Uint8Array,
  state: MachineState,
  entryPlan: PlanState,
  visitor?: Visitor,
): ChunkReading {
  const { line, move, mark, builder, firmware, plan } = reader;
  const { planner, settings } = plan;
  const entry = cloneState(state);
  const length = bytes.length;
  if (reader.lineStarts.length <= length) reader.lineStarts = new Uint32Array(length + 1);
  const { lineStarts } = reader;
  builder.begin();
  enterPlan(plan, state, entryPlan);
  const untimed = new UntimedList();
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
      if (move.kind !== MOVE.none) {
        addMove(reader, state, localLine);
        planMove(planner, settings, state, move, builder.count - 1);
      }
      if (visitor !== undefined && wantsMove(visitor.interest, line, move, state))
        visitor.visit(line, state, move, localLine);
      localLine += 1;
      continue;
    }
    if (command === NO_COMMAND) {
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
      const kind = planCommand(plan, line, state, move, builder.count - 1);
      if (kind !== undefined) untimed.add(kind, lineCommandName(line), localLine);
    }
    visitor?.visit(line, state, move, localLine);
    localLine += 1;
  }
  reader.lineCount = localLine;
  reader.onlyLineFeeds = line.carriageReturns === 0;
  const exitPlan = planner.leave();
  return {
    entry,
    exit: cloneState(state),
    segments: builder.take(planner.times),
    entryPlan,
    exitPlan,
    carried: planner.carried,
    untimed: untimed.list(),
    dependsOnE,
    setsE,
  };
}

function wantsMove(
  interest: MoveInterest,
  line: GcodeLine,
  move: Move,
  state: MachineState,
): boolean {
  if (
    interest.all ||
    (line.flags & interest.flags) !== 0 ||
    (line.present & interest.letters) !== 0 ||
    line.commentStart < line.end
  )
    return true;
  if (move.kind === MOVE.none) return false;
  const { extruded } = move;
  const { filamentAbove, bounds } = interest;
  if (move.changesZ || extruded > filamentAbove || -extruded > filamentAbove) return true;
  if (extruded > interest.thickFilament && extruded > interest.thickPerWay * move.distance)
    return true;
  return bounds !== undefined && exceededBounds(bounds, move, state) !== 0;
}

/** Nanoseconds of the moves that wait behind the last chunk, where the head comes to rest. */
export function timesAtRest(reader: ChunkReader, waiting: PlanState): Float64Array {
  const { planner } = reader.plan;
  planner.enter(waiting);
  planner.stop();
  return planner.carried;
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
  if (move.dwell > 0) {
    const { sums, base } = builder;
    sums[base + SUM.duration] = (sums[base + SUM.duration] ?? 0) + move.dwell;
  }
  if (PREAMBLE.has(command) && state.layerSource < LAYER_SOURCE.comments) {
    builder.open(SEGMENT.preamble, localLine, 0);
    return;
  }
  if (isPartOfPrinting(line)) return;
  builder.openOnce(SEGMENT.command, localLine);
}
