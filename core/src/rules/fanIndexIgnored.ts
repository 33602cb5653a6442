import { commandName, P, parameterValue } from '../gcode/line.ts';
import { parameterSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** `klippy/extras/fan.py`: M106 and M107 have no P. */
export const fanIndexIgnored: LineRule = {
  id: 'fan-index-ignored',
  severity: 'warning',
  why: "Klipper's M106 and M107 have no fan number: whichever is meant, the part fan changes.",
  firmwares: ['klipper'],
  commands: ['M106', 'M107'],
  check({ line, report }) {
    const index = parameterValue(line, P);
    if (index === undefined || index === 0) return;
    report({
      ...parameterSpan(line, P),
      subject: `P${index}`,
      message: `Klipper passes over P${index}, so ${commandName(line.command)} changes the part fan instead of another one; use SET_FAN_SPEED FAN=name, or define a macro.`,
    });
  },
};
