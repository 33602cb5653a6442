import { commandCode, commandName, hasParameter, LINE_FLAG, R, S } from '../gcode/line.ts';
import { byteText, commandSpan, parameterSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

const BED: ReadonlySet<number> = new Set([commandCode('M140'), commandCode('M190')]);
const UNREADABLE = LINE_FLAG.emptyParameter | LINE_FLAG.badNumber | LINE_FLAG.placeholder;

/** `klippy/kinematics/extruder.py` and `extras/heater_bed.py`: S is read, and is 0 where it is missing. */
export const heaterZeroed: LineRule = {
  id: 'heater-zeroed',
  severity: 'error',
  why: 'Klipper reads only S, and 0 where it is missing: M109 R200 switches the heater off.',
  firmwares: ['klipper'],
  fixes: true,
  commands: ['M104', 'M109', 'M140', 'M190'],
  check({ line, report }) {
    if (hasParameter(line, S) || (line.flags & UNREADABLE) !== 0) return;
    const name = commandName(line.command);
    const heater = BED.has(line.command) ? 'bed heater' : 'nozzle heater';
    if (!hasParameter(line, R)) {
      report({
        ...commandSpan(line),
        message: `Klipper takes ${name} without S for S0 and switches the ${heater} off; give the temperature as S.`,
      });
      return;
    }
    const span = parameterSpan(line, R);
    const newText = `S${byteText(line, span.start + 1, span.end).trim()}`;
    report({
      ...span,
      message: `Klipper reads only S here, so ${name} switches the ${heater} off; write ${newText}.`,
      fix: { title: `Write ${newText}`, ...span, newText },
    });
  },
};
