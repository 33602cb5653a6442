import { lineCommandName, WORD_COMMAND } from '../gcode/line.ts';
import { klipperUnknownCommand } from './klipperReads.ts';
import { commandSpan, shortened } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const unknownMacro: LineRule = {
  id: 'unknown-macro',
  severity: 'hint',
  why: "The command is none of Klipper's own: without a macro of this name it is skipped.",
  firmwares: ['klipper'],
  unknown: true,
  check({ line, report }) {
    const name = shortened(lineCommandName(line));
    const isTool = /^T\d+$/.test(name);
    if (line.command !== WORD_COMMAND && !isTool) return;
    report({
      ...commandSpan(line),
      subject: name,
      message: isTool
        ? `Klipper has no ${name} of its own: the tool changes only if the printer defines a macro [gcode_macro ${name}].`
        : `${name} is no command of Klipper itself: it works only if the printer defines a macro of this name.`,
      firmware: klipperUnknownCommand(line),
    });
  },
};
