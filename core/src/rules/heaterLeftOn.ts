import {
  type GcodeLine,
  hasParameter,
  lineCommandName,
  parameterValue,
  R,
  S,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { wordNumber } from '../gcode/words.ts';
import { hotendTarget, type MachineState } from '../machine/state.ts';
import { endLine, printsSomething } from './endOfFile.ts';
import { EFFECT, effectsOfLine } from './macroEffects.ts';
import type { MemoryRule } from './rule.ts';

const HEATING = ['M104', 'M109', 'M140', 'M190', 'M141', 'M191', 'SET_HEATER_TEMPERATURE'];

/** Remembers whether something that may switch heaters off came after the last heater was switched on. */
export const heaterLeftOn: MemoryRule<boolean> = {
  id: 'heater-left-on',
  severity: 'warning',
  why: 'A heater stays on after the print, with nobody watching.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  unknown: true,
  commands: [...HEATING, 'M0', 'M1', 'M81', 'M98', 'M112', 'M568', 'CANCEL_PRINT'],
  memory: false,
  check(context, mayBeOff) {
    const { line, firmware } = context;
    const name = lineCommandName(line);
    if (HEATING.includes(name)) return degrees(line) > 0 ? false : mayBeOff;
    if (firmware === 'klipper' && name !== 'M112')
      return mayBeOff || (effectsOfLine(context) & EFFECT.cools) !== 0;
    // M0 and M1 end the print in RepRapFirmware and wait for a person in Marlin.
    return firmware === 'marlin' && (name === 'M0' || name === 'M1') ? mayBeOff : true;
  },
  atEnd(context, mayBeOff) {
    const { end, report } = context;
    if (mayBeOff || !printsSomething(context)) return;
    const on: string[] = [];
    const nozzle = nozzleTarget(end);
    if (nozzle > 0) on.push(`the nozzle at ${nozzle} °C (M104 S0 switches it off)`);
    if (end.bedTarget > 0) on.push(`the bed at ${end.bedTarget} °C (M140 S0 switches it off)`);
    if (end.chamberTarget > 0) on.push(`the chamber at ${end.chamberTarget} °C (M141 S0)`);
    if (on.length === 0) return;
    report(endLine(context), {
      message: `The file ends while it still heats ${on.join(' and ')}.`,
    });
  },
};

function degrees(line: GcodeLine): number {
  if (line.command === WORD_COMMAND) return wordNumber(line, 'TARGET') ?? 0;
  return parameterValue(line, hasParameter(line, S) ? S : R) ?? 0;
}

/** The target of the tool in use. Where several filaments share a nozzle, the tools' numbers say nothing
 * about heaters, so those of other tools do not count. */
function nozzleTarget(end: MachineState): number {
  return hotendTarget(end) ?? Math.max(0, ...end.hotendTargets);
}
