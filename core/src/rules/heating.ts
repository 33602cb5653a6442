import { commandCode, type GcodeLine, lineCommandName, WORD_COMMAND } from '../gcode/line.ts';
import { wordParameter } from '../gcode/words.ts';
import type { MachineProfile } from '../machine/profile.ts';
import type { MachineState } from '../machine/state.ts';
import { extruderOf } from './extruder.ts';

/** Whether any nozzle was told to be warm enough. Which one it is does not matter: with several filaments
 * for one nozzle, tool numbers say nothing about heaters. */
export function anyHotendIsHot(state: MachineState, profile: MachineProfile): boolean {
  for (let tool = 0; tool < state.hotendTargets.length; tool++) {
    const degrees = state.hotendTargets[tool] ?? 0;
    if (degrees >= extruderOf(profile, tool).leastExtrudeDegrees) return true;
  }
  return false;
}

const M104 = commandCode('M104');
const M109 = commandCode('M109');

/** Whether a line sets the temperature of a nozzle. */
export function setsHotend(line: GcodeLine): boolean {
  const { command } = line;
  if (command === M104 || command === M109) return true;
  if (command !== WORD_COMMAND) return false;
  const name = lineCommandName(line);
  if (name === 'TURN_OFF_HEATERS') return true;
  if (name !== 'SET_HEATER_TEMPERATURE') return false;
  return /^extruder\d*$/i.test(wordParameter(line, 'HEATER') ?? '');
}

const FIRST_MOVE = commandCode('G0');
const LAST_MOVE = commandCode('G3');

/** G0 to G3, and not a code with a point such as G1.5, which is another command. */
export function isMove({ command }: GcodeLine): boolean {
  return command >= FIRST_MOVE && command <= LAST_MOVE && command % 10 === 0;
}
