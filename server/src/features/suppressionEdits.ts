import type { TextEdit } from 'vscode-languageserver';
import type { GcodeText } from '#core/gcode/text';
import {
  readSuppressionComment,
  type SuppressionComment,
  type SuppressionEffect,
} from '#core/rules/suppressionComment';
import { rangeOfBytes, type ScannedLine, scannedLine } from '../lineParts.ts';

/** A comment that switches rules off for a file is looked for in so many lines of its head. */
const HEAD_LINES = 100;

/**
 * Switches a rule off for one line, counted from 0, by a comment in the line above: so it makes no difference
 * what the line itself holds. A comment that is there already gets the rule's name added.
 */
export function disableForLine(text: GcodeText, rule: string, line: number): TextEdit {
  const above = commentOfLine(text, line - 1, 'disable-next-line');
  return above ? withRule(above, rule) : insertedLine(line, `3dpai-disable-next-line ${rule}`);
}

/** Switches a rule off for the whole file, by a comment in its first line. */
export function disableForFile(text: GcodeText, rule: string): TextEdit {
  for (let line = 0; line < HEAD_LINES; line++) {
    const there = commentOfLine(text, line, 'disable-file');
    if (there) return withRule(there, rule);
  }
  return insertedLine(0, `3dpai-disable-file ${rule}`);
}

interface PlacedComment {
  readonly scanned: ScannedLine;
  readonly lineNumber: number;
  readonly comment: SuppressionComment;
}

/** The comment of a line that has this effect on named rules; one that means all rules needs no more. */
function commentOfLine(
  text: GcodeText,
  lineNumber: number,
  effect: SuppressionEffect,
): PlacedComment | undefined {
  const scanned = scannedLine(text, lineNumber);
  const comment = scanned && readSuppressionComment(scanned.line);
  if (!scanned || comment?.effect !== effect || comment.rules.length === 0) return undefined;
  return { scanned, lineNumber, comment };
}

function withRule({ scanned, lineNumber, comment }: PlacedComment, rule: string): TextEdit {
  const at = comment.rules.at(-1)?.end ?? comment.word.end;
  return { range: rangeOfBytes(scanned, lineNumber, at, at), newText: ` ${rule}` };
}

function insertedLine(line: number, text: string): TextEdit {
  const start = { line, character: 0 };
  return { range: { start, end: start }, newText: `; ${text}\n` };
}
