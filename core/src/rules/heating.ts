import { commandCode, type GcodeLine, lineCommandName, WORD_COMMAND } from '../gcode/line.ts';
import { wordParameter } from '../gcode/words.ts';
import type { MachineState } from '../machine/state.ts';

/** Below this firmwares refuse to push filament unless told otherwise, °C: Klipper's `min_extrude_temp`
 * and Marlin's `EXTRUDE_MINTEMP`. */
export const LEAST_EXTRUDE_DEGREES = 170;

/** Whether any nozzle was told to be warm enough. Which one it is does not matter: with several filaments
 * for one nozzle, tool numbers say nothing about heaters. */
export function anyHotendIsHot(state: MachineState): boolean {
  for (const degrees of state.hotendTargets) if (degrees >= LEAST_EXTRUDE_DEGREES) return true;
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

/** G0 to G3. */
export function isMove(line: GcodeLine): boolean {
  return line.command >= FIRST_MOVE && line.command <= LAST_MOVE;
}
