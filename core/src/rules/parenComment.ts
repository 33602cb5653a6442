import { LINE_FLAG } from '../gcode/line.ts';
import { klipperRefusal, klipperUnknownCommand } from './klipperReads.ts';
import { byteText } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** `(comment)`, or everything behind a bracket that stays open. */
const BRACKETS = /\([^()]*\)?/;

export const parenComment: LineRule = {
  id: 'paren-comment',
  severity: 'error',
  why: 'Klipper knows no comments in round brackets: it cannot read the number before one and stops.',
  firmwares: ['klipper'],
  fixes: true,
  flags: LINE_FLAG.parenthesisComment,
  check({ line, report }) {
    const code = byteText(line, line.wordStart, line.commentStart);
    const match = BRACKETS.exec(code);
    if (!match) return;
    const start = line.wordStart + match.index;
    const end = start + match[0].length;
    const words = match[0].slice(1).replace(/\)$/, '').trim();
    const isLast = code.slice(match.index + match[0].length).trim() === '';
    const refusal = klipperRefusal(line);
    const stops = refusal?.parameter !== undefined;
    report({
      start,
      end,
      severity: stops ? 'error' : 'warning',
      message: stops
        ? 'Klipper stops the print here, because it takes the brackets for part of a number; begin comments with ;.'
        : 'Klipper takes what is in brackets for part of the command, not for a comment; begin comments with ;.',
      firmware: refusal?.firmware ?? klipperUnknownCommand(line),
      fix: isLast
        ? { title: 'Make it a comment with ;', start, end, newText: `; ${words}` }
        : { title: 'Remove the brackets', start, end, newText: '' },
    });
  },
};
