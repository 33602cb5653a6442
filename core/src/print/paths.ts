import type { Firmware } from '../commands/firmware.ts';
import { GcodeLine, NO_COMMAND } from '../gcode/line.ts';
import { scanLine } from '../gcode/scan.ts';
import { interpretLine } from '../machine/interpret.ts';
import { MOVE, Move } from '../machine/move.ts';
import { type PlanSettings, planArc } from '../machine/planMove.ts';
import { AXIS, cloneState, type MachineState } from '../machine/state.ts';

/** A chunk that is read once more, and how far that has come. Lines count from the chunk's first. */
export interface ChunkWalk {
  readonly bytes: Uint8Array;
  readonly firmware: Firmware;
  /** Behind the line read last. */
  readonly state: MachineState;
  readonly line: GcodeLine;
  readonly move: Move;
  /** Offset and number of the line that comes next. */
  at: number;
  nextLine: number;
}

/** @param entry the state before the chunk; it stays as it is */
export function walkChunk(bytes: Uint8Array, entry: MachineState, firmware: Firmware): ChunkWalk {
  const state = cloneState(entry);
  return { bytes, firmware, state, line: new GcodeLine(), move: new Move(), at: 0, nextLine: 0 };
}

/** Goes on up to a line (exclusive), and calls `visit` for each move until it answers false. */
export function walkMoves(
  walk: ChunkWalk,
  endLine: number,
  visit: (localLine: number) => boolean,
): void {
  const { bytes, firmware, state, line, move } = walk;
  while (walk.at < bytes.length && walk.nextLine < endLine) {
    walk.at = scanLine(bytes, walk.at, line);
    const localLine = walk.nextLine;
    walk.nextLine += 1;
    if (line.command === NO_COMMAND) continue;
    interpretLine(line, state, move, firmware);
    if (move.kind !== MOVE.none && !visit(localLine)) return;
  }
}

/** A straight piece of extruded path in the plane of the bed, nm. */
export type VisitPiece = (
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  localLine: number,
) => void;

/**
 * Calls `visit` for what is printed from `firstLine` to `lastLine`, where X and Y are known; arcs come in
 * straight pieces. Lines in front that the walk has not come to are read without being shown.
 */
export function walkExtrusion(
  walk: ChunkWalk,
  firstLine: number,
  lastLine: number,
  settings: PlanSettings,
  visit: VisitPiece,
): void {
  const { state, move } = walk;
  walkMoves(walk, firstLine, () => true);
  walkMoves(walk, lastLine + 1, (localLine) => {
    // What only goes back into the nozzle after a retraction prints nothing.
    const isPrinted = move.kind === MOVE.extrude && move.filament > 0;
    if (!isPrinted || (move.fromKnown & state.known & KNOWN_XY) !== KNOWN_XY) return true;
    if (!move.isArc) {
      visit(move.fromX, move.fromY, state.x, state.y, localLine);
      return true;
    }
    let x = move.fromX;
    let y = move.fromY;
    const push = (wayX: number, wayY: number): void => {
      visit(x, y, x + wayX, y + wayY, localLine);
      x += wayX;
      y += wayY;
    };
    planArc({ push }, settings, state, move, 0, 0, 0);
    return true;
  });
}

const KNOWN_XY = AXIS.x | AXIS.y;
