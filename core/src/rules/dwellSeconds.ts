import { hasParameter, P, parameterValue, S } from '../gcode/line.ts';
import { parameterSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** `klippy/toolhead.py`, `cmd_G4`: P alone, in milliseconds. */
export const dwellSeconds: LineRule = {
  id: 'dwell-seconds',
  severity: 'warning',
  why: 'Klipper reads only the P of G4: a pause in seconds does not happen.',
  firmwares: ['klipper'],
  fixes: true,
  commands: ['G4'],
  check({ line, report }) {
    const seconds = parameterValue(line, S);
    if (seconds === undefined || seconds <= 0 || hasParameter(line, P)) return;
    const span = parameterSpan(line, S);
    const newText = `P${Math.round(seconds * 1000)}`;
    report({
      ...span,
      message: `Klipper does not read seconds, so this pause takes no time; write ${newText}, in milliseconds.`,
      fix: { title: `Write ${newText}`, ...span, newText },
    });
  },
};
