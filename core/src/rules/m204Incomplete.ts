import { hasParameter, P, S, T } from '../gcode/line.ts';
import { byteText, codeSpan, parameterSpan, wholeLine } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** `klippy/toolhead.py`, `cmd_M204`: S, or the smaller of P and T. */
export const m204Incomplete: LineRule = {
  id: 'm204-incomplete',
  severity: 'warning',
  why: 'Klipper takes M204 with S, or with both P and T; with one of them the acceleration stays.',
  firmwares: ['klipper'],
  fixes: true,
  commands: ['M204'],
  check({ line, report }) {
    if (hasParameter(line, S)) return;
    const hasP = hasParameter(line, P);
    const hasT = hasParameter(line, T);
    if (hasP && hasT) return;
    const span = codeSpan(line);
    const firmware = `Invalid M204 command "${wholeLine(line)}"`;
    if (!hasP && !hasT) {
      report({
        ...span,
        message: 'Klipper finds no acceleration here and keeps the one before; give S, or P and T.',
        firmware,
      });
      return;
    }
    const given = parameterSpan(line, hasP ? P : T);
    const number = byteText(line, given.start + 1, given.end).trim();
    const missing = `${hasP ? 'T' : 'P'}${number}`;
    report({
      ...span,
      message: `Klipper needs both P and T and keeps the acceleration it had; add ${missing}.`,
      firmware,
      fix: { title: `Add ${missing}`, start: given.end, end: given.end, newText: ` ${missing}` },
    });
  },
};
