import { commandCode, F } from '../gcode/line.ts';
import { parameterSpan, removal, wholeLine } from './lineText.ts';
import type { LineRule } from './rule.ts';

const G2 = commandCode('G2');

/** `klippy/extras/gcode_move.py`, `cmd_G1`. Other firmwares pass over such an F. */
export const feedZeroOrNegative: LineRule = {
  id: 'feed-zero-or-negative',
  severity: 'error',
  why: 'Klipper stops at a speed of zero or less.',
  firmwares: ['klipper'],
  fixes: true,
  commands: ['G0', 'G1', 'G2', 'G3'],
  having: 1 << F,
  check({ line, report }) {
    if ((line.values[F] ?? 0) > 0) return;
    const span = parameterSpan(line, F);
    // An arc is handed on as straight moves that have lost the line's text.
    const quoted = line.command >= G2 ? 'G1' : wholeLine(line);
    report({
      ...span,
      message:
        'Klipper stops the print at a speed that is not above zero; remove the F or correct it.',
      firmware: `Invalid speed in '${quoted}'`,
      fix: { title: 'Remove the speed', ...removal(line, span) },
    });
  },
};
