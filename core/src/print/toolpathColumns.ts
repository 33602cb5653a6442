import { UNITS_PER_ONE } from '../gcode/line.ts';
import type { Move } from '../machine/move.ts';
import { AXIS, type MachineState } from '../machine/state.ts';
import type { Toolpath, ToolpathEvent } from './toolpath.ts';

const MM_PER_NM = 1 / UNITS_PER_ONE;
const FIRST_ROOM = 4_096;

type NumberColumn = Exclude<
  { [Key in keyof Toolpath]: Toolpath[Key] extends Float64Array ? Key : never }[keyof Toolpath],
  never
>;

const COLUMNS = [
  ...(['fromX', 'fromY', 'fromZ', 'toX', 'toY', 'toZ', 'filament', 'start', 'duration'] as const),
  ...(['startSpeed', 'cruiseSpeed', 'endSpeed', 'acceleration'] as const),
] satisfies readonly NumberColumn[];

/** The columns of a toolpath while they are filled: geometry when a move is pushed, speeds when the planner
 * has decided them, times at the end. */
export class ToolpathColumns {
  count = 0;
  private line = new Uint32Array(FIRST_ROOM);
  private readonly numbers = Object.fromEntries(
    COLUMNS.map((name) => [name, new Float64Array(FIRST_ROOM)]),
  ) as Record<NumberColumn, Float64Array<ArrayBuffer>>;
  private lineNumber = 0;
  private x = 0;
  private y = 0;
  private z = 0;
  /** Pieces before which the head pauses, and nanoseconds. */
  private readonly pauses: { piece: number; nanoseconds: number }[] = [];

  /** What comes is of this line, and begins where the head was. */
  beginLine(lineNumber: number, state: MachineState, move: Move): void {
    this.lineNumber = lineNumber;
    if (move.dwell > 0) this.pauses.push({ piece: this.count, nanoseconds: move.dwell });
    // An axis whose place is not known yet begins where the line takes it.
    const { fromKnown } = move;
    this.x = (fromKnown & AXIS.x) !== 0 ? move.fromX : state.x;
    this.y = (fromKnown & AXIS.y) !== 0 ? move.fromY : state.y;
    this.z = (fromKnown & AXIS.z) !== 0 ? move.fromZ : state.z;
  }

  /** @param x,y,z,e ways in nm. @returns the number of the piece */
  addPiece(x: number, y: number, z: number, e: number): number {
    const piece = this.count;
    if (piece === this.line.length) this.grow();
    const { numbers } = this;
    this.line[piece] = this.lineNumber;
    numbers.fromX[piece] = this.x * MM_PER_NM;
    numbers.fromY[piece] = this.y * MM_PER_NM;
    numbers.fromZ[piece] = this.z * MM_PER_NM;
    this.x += x;
    this.y += y;
    this.z += z;
    numbers.toX[piece] = this.x * MM_PER_NM;
    numbers.toY[piece] = this.y * MM_PER_NM;
    numbers.toZ[piece] = this.z * MM_PER_NM;
    numbers.filament[piece] = e * MM_PER_NM;
    this.count = piece + 1;
    return piece;
  }

  setSpeeds(
    piece: number,
    start2: number,
    cruise2: number,
    end2: number,
    accelerationMmPerS2: number,
  ): void {
    const { numbers } = this;
    numbers.startSpeed[piece] = Math.sqrt(start2);
    numbers.cruiseSpeed[piece] = Math.sqrt(cruise2);
    numbers.endSpeed[piece] = Math.sqrt(end2);
    numbers.acceleration[piece] = accelerationMmPerS2;
  }

  /** @param times planned nanoseconds of each piece */
  finish(times: Float64Array, events: readonly ToolpathEvent[]): Toolpath {
    const { count, numbers, pauses } = this;
    let time = 0;
    let pause = 0;
    for (let piece = 0; piece < count; piece++) {
      for (; pauses[pause]?.piece === piece; pause++) time += pauses[pause]?.nanoseconds ?? 0;
      numbers.start[piece] = time / 1e9;
      numbers.duration[piece] = (times[piece] ?? 0) / 1e9;
      time += times[piece] ?? 0;
    }
    for (; pause < pauses.length; pause++) time += pauses[pause]?.nanoseconds ?? 0;
    return { count, line: this.line, ...numbers, events, seconds: time / 1e9 };
  }

  private grow(): void {
    const room = this.line.length * 2;
    const line = new Uint32Array(room);
    line.set(this.line);
    this.line = line;
    for (const name of COLUMNS) {
      const column = new Float64Array(room);
      column.set(this.numbers[name]);
      this.numbers[name] = column;
    }
  }
}
