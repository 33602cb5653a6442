import { BAD_COMMAND, LINE_FLAG } from '../gcode/line.ts';
import { klipperRefusal, klipperUnknownCommand } from './klipperReads.ts';
import { lineWithoutComment } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const hashComment: LineRule = {
  id: 'hash-comment',
  severity: 'error',
  why: 'A comment that begins with # is read as part of the number or command before it.',
  firmwares: ['klipper', 'marlin'],
  fixes: true,
  flags: LINE_FLAG.hashComment,
  check({ line, firmware, report }) {
    let start = line.wordStart;
    while (start < line.commentStart && line.bytes[start] !== 35) start += 1;
    if (start >= line.commentStart) return;
    const end = line.commentStart;
    const fix = { title: 'Make it a comment with ;', start, end: start + 1, newText: ';' };
    const isWholeLine = line.command === BAD_COMMAND;
    if (firmware === 'marlin') {
      // Behind a command Marlin passes over what it cannot use.
      if (!isWholeLine) return;
      report({
        start,
        end,
        severity: 'warning',
        message: 'Marlin takes this for a command and skips it; comments begin with ;.',
        firmware: `echo:Unknown command: "${lineWithoutComment(line)}"`,
        fix,
      });
      return;
    }
    const refusal = klipperRefusal(line);
    const stops = refusal?.parameter !== undefined;
    report({
      start,
      end,
      severity: stops ? 'error' : 'warning',
      message: stops
        ? 'Klipper stops the print here, because it takes # for part of a number; comments begin with ;.'
        : 'Klipper takes # for part of a command, not for a comment; comments begin with ;.',
      firmware: refusal?.firmware ?? klipperUnknownCommand(line),
      fix,
    });
  },
};
