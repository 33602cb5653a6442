import { commandName, LINE_FLAG } from '../gcode/line.ts';
import { klipperUnknownCommand } from './klipperReads.ts';
import { commandSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const spaceInCode: LineRule = {
  id: 'space-in-code',
  severity: 'warning',
  why: 'Klipper does not know M 104 with a space in it: the line is skipped and the print goes on.',
  firmwares: ['klipper'],
  fixes: true,
  flags: LINE_FLAG.spaceInCode,
  check({ line, report }) {
    const name = commandName(line.command);
    if (name === '') return;
    const span = commandSpan(line);
    report({
      ...span,
      message: `Klipper skips this line because of the space in the code; write ${name}.`,
      firmware: klipperUnknownCommand(line),
      fix: { title: `Write ${name}`, ...span, newText: name },
    });
  },
};
