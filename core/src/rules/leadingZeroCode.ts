import { commandName, LINE_FLAG } from '../gcode/line.ts';
import { klipperUnknownCommand } from './klipperReads.ts';
import { commandSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** Klipper compares names as they are written (`klippy/gcode.py`): it has a G1 and no G01. */
export const leadingZeroCode: LineRule = {
  id: 'leading-zero-code',
  severity: 'warning',
  why: 'Klipper knows G1 but not G01: the line is skipped and the print goes on without it.',
  firmwares: ['klipper'],
  fixes: true,
  flags: LINE_FLAG.leadingZero,
  check({ line, report }) {
    const name = commandName(line.command);
    if (name === '') return;
    const span = commandSpan(line);
    report({
      ...span,
      message: `Klipper skips this line because of the zero in the code; write ${name}.`,
      firmware: klipperUnknownCommand(line),
      fix: { title: `Write ${name}`, ...span, newText: name },
    });
  },
};
