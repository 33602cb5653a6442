import type { Firmware } from '../commands/firmware.ts';
import { GcodeLine, NO_COMMAND } from '../gcode/line.ts';
import { scanLine } from '../gcode/scan.ts';
import { interpretLine } from '../machine/interpret.ts';
import { Move } from '../machine/move.ts';
import type { PlanState } from '../machine/planner.ts';
import { cloneState, type MachineState } from '../machine/state.ts';
import { enterPlan, type LinePlan, planCommand } from './linePlan.ts';

/** A stretch of a file and what comes before it. */
export interface Stretch {
  readonly firmware: Firmware;
  readonly plan: LinePlan;
  readonly state: MachineState;
  readonly waiting: PlanState;
  /** Its chunk first, then those behind it, for as long as they are asked for. */
  readonly chunks: Iterable<Uint8Array>;
}

/** Lines behind the stretch between two looks whether its last move is certain. */
const LOOK_EVERY = 64;

/**
 * Planned nanoseconds of each line of a chunk, pauses included; commands whose time nobody can tell count
 * nothing. The look-ahead goes into the chunks behind as far as it has to.
 */
export function chunkLineTimes(stretch: Stretch, lineCount: number): Float64Array {
  const { firmware, plan, waiting } = stretch;
  const state = cloneState(stretch.state);
  const line = new GcodeLine();
  const move = new Move();
  const { planner } = plan;
  enterPlan(plan, state, waiting);
  const times = new Float64Array(lineCount);
  planner.times = new Float64Array(lineCount + 1);
  let lineNumber = 0;
  for (const bytes of stretch.chunks) {
    let at = 0;
    while (at < bytes.length) {
      if (lineNumber >= lineCount && lineNumber % LOOK_EVERY === 0) {
        if (planner.isCertainBefore(lineCount)) return addedUp(times, planner.times);
      }
      at = scanLine(bytes, at, line);
      if (line.command !== NO_COMMAND) {
        interpretLine(line, state, move, firmware);
        planCommand(plan, line, state, move, Math.min(lineNumber, lineCount));
        if (move.dwell > 0 && lineNumber < lineCount) times[lineNumber] = move.dwell;
      }
      lineNumber += 1;
    }
  }
  planner.stop();
  return addedUp(times, planner.times);
}

function addedUp(dwells: Float64Array, moves: Float64Array): Float64Array {
  for (let i = 0; i < dwells.length; i++) dwells[i] = (dwells[i] ?? 0) + (moves[i] ?? 0);
  return dwells;
}
