import { commandCode, GcodeLine, NO_COMMAND } from '../gcode/line.ts';
import { scanLine } from '../gcode/scan.ts';
import { interpretLine } from '../machine/interpret.ts';
import { Move } from '../machine/move.ts';
import { NOTHING_PLANNED, type Planner } from '../machine/planner.ts';
import { cloneState, hotendTarget, type MachineState } from '../machine/state.ts';
import { enterPlan, linePlan, planCommand } from './linePlan.ts';
import type { Reading } from './reading.ts';
import { ToolpathColumns } from './toolpathColumns.ts';
import type { UntimedKind } from './untimed.ts';

/** What is not motion but matters for what the machine does: heaters, fans, pauses, waits. */
export interface ToolpathEvent {
  /** It happens before this piece is begun. */
  readonly beforePiece: number;
  /** From 0. */
  readonly line: number;
  readonly kind:
    | 'hotend'
    | 'bed'
    | 'chamber'
    | 'fan'
    | 'tool'
    | 'pressure advance'
    | 'dwell'
    | UntimedKind;
  /** °C, fan 0 to 1, tool number, seconds of pressure advance or of a pause; NaN where there is none. */
  readonly value: number;
  /** What is waited for, where the kind is heating. */
  readonly heater?: 'hotend' | 'bed' | 'chamber';
}

/**
 * Everything that moves, piece by piece in the order of printing, with the planned trapezoid of each: it
 * speeds up from `startSpeed` to `cruiseSpeed`, cruises, and slows down to `endSpeed`, with `acceleration`.
 * A piece without way is filament alone, and its speeds are those of the filament. Columns hold `count`
 * values each; more room behind them means nothing. Lengths are mm, speeds mm/s, times s.
 */
export interface Toolpath {
  readonly count: number;
  readonly line: Uint32Array;
  readonly fromX: Float64Array;
  readonly fromY: Float64Array;
  readonly fromZ: Float64Array;
  readonly toX: Float64Array;
  readonly toY: Float64Array;
  readonly toZ: Float64Array;
  /** Pushed forward (or, negative, pulled back), after M221. */
  readonly filament: Float64Array;
  /** Planned time before the piece, with pauses of known length; homing and heating take none. */
  readonly start: Float64Array;
  readonly duration: Float64Array;
  readonly startSpeed: Float64Array;
  readonly cruiseSpeed: Float64Array;
  readonly endSpeed: Float64Array;
  readonly acceleration: Float64Array;
  readonly events: readonly ToolpathEvent[];
  /** Planned time of everything. */
  readonly seconds: number;
}

/** The planned toolpath of a file that has been read to its end. Arcs come in straight pieces. */
export function toolpathOf<Result>(reading: Reading<Result>): Toolpath {
  const { text, firmware, profile, options } = reading;
  const columns = new ToolpathColumns();
  const plan = {
    ...linePlan(profile, options.fileLimits),
    planner: recordingPlanner(reading, columns),
  };
  const { planner } = plan;
  const state = cloneState(reading.stateBefore(0));
  const line = new GcodeLine();
  const move = new Move();
  const events: ToolpathEvent[] = [];
  enterPlan(plan, state, NOTHING_PLANNED);
  let last = watchedOf(state);
  let lineNumber = 0;
  for (const { bytes } of text.chunks) {
    let at = 0;
    while (at < bytes.length) {
      at = scanLine(bytes, at, line);
      if (line.command !== NO_COMMAND) {
        interpretLine(line, state, move, firmware);
        columns.beginLine(lineNumber, state, move);
        const beforePiece = columns.count;
        const untimed = planCommand(plan, line, state, move, beforePiece);
        const add = (kind: ToolpathEvent['kind'], value: number): void => {
          events.push({ beforePiece, line: lineNumber, kind, value });
        };
        if (line.command !== G1 && line.command !== G0) {
          const now = watchedOf(state);
          WATCHED.forEach((kind, i) => {
            const value = now[i] ?? Number.NaN;
            if (value !== last[i]) add(kind, value);
          });
          last = now;
        }
        if (move.dwell > 0) add('dwell', move.dwell / 1e9);
        if (untimed === 'heating')
          events.push({ beforePiece, line: lineNumber, kind: untimed, ...awaited(line, state) });
        else if (untimed !== undefined) add(untimed, Number.NaN);
      }
      lineNumber += 1;
    }
  }
  planner.stop();
  return columns.finish(planner.times, events);
}

/** A planner that keeps what is pushed and how fast it turns out to be. */
function recordingPlanner<Result>(reading: Reading<Result>, columns: ToolpathColumns): Planner {
  const { planner } = linePlan(reading.profile, reading.options.fileLimits);
  const push = planner.push.bind(planner);
  planner.push = (x, y, z, way, e, speedMmPerS) => {
    push(x, y, z, way, e, speedMmPerS, columns.addPiece(x, y, z, e));
  };
  planner.recordSpeeds((piece, start2, cruise2, end2, acceleration) => {
    columns.setSpeeds(piece, start2, cruise2, end2, acceleration);
  });
  return planner;
}

const G0 = commandCode('G0');
const G1 = commandCode('G1');
const M190 = commandCode('M190');
const M191 = commandCode('M191');

/** What is compared before and behind a line, in the order of `watchedOf`. */
const WATCHED = ['hotend', 'bed', 'chamber', 'fan', 'tool', 'pressure advance'] as const;

function watchedOf(state: MachineState): readonly number[] {
  const { bedTarget, chamberTarget, fan, tool, pressureAdvance } = state;
  return [hotendTarget(state) ?? -1, bedTarget, chamberTarget, fan, tool, pressureAdvance];
}

function awaited(
  { command }: GcodeLine,
  state: MachineState,
): Pick<ToolpathEvent, 'value' | 'heater'> {
  if (command === M190) return { value: state.bedTarget, heater: 'bed' };
  if (command === M191) return { value: state.chamberTarget, heater: 'chamber' };
  return { value: hotendTarget(state) ?? Number.NaN, heater: 'hotend' };
}
