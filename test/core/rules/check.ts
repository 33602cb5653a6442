import type { Firmware } from '#core/commands/firmware';
import type { Problem } from '#core/contract/problems';
import { type GcodeText, textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { readMetadata } from '#core/print/metadata';
import type { Reading } from '#core/print/reading';
import type { ChunkFindings } from '#core/rules/check';
import { checkedReading } from '#core/rules/checkedReading';
import { collectProblems } from '#core/rules/problems';

/** Each character is one byte where all are below 256, so that texts can hold bytes that are no UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return isBinary(text)
    ? Uint8Array.from(text, (character) => character.charCodeAt(0))
    : new TextEncoder().encode(text);
}

function isBinary(text: string): boolean {
  return [...text].every((character) => character.charCodeAt(0) < 256);
}

/** Takes the marks `<|` and `|>` out of a text and says where they stood, in editor's columns. */
export function unmark(marked: string): { readonly text: string; readonly ranges: string[] } {
  let text = '';
  let line = 1;
  let column = 1;
  const starts: string[] = [];
  const ranges: string[] = [];
  for (let at = 0; at < marked.length; at++) {
    const pair = marked.slice(at, at + 2);
    if (pair === '<|' || pair === '|>') {
      const place = `${line}:${column}`;
      if (pair === '<|') starts.push(place);
      else ranges.push(`${starts.pop()}-${place.split(':')[1]}`);
      at += 1;
      continue;
    }
    const character = marked[at]!;
    text += character;
    column += 1;
    if (character !== '\n' && (character !== '\r' || marked[at + 1] === '\n')) continue;
    line += 1;
    column = 1;
  }
  return { text, ranges };
}

export function readText(
  text: GcodeText,
  firmware: Firmware | 'auto',
  profile?: MachineProfile,
): Reading<ChunkFindings> {
  return checkedReading(text, { flavor: firmware, profile }).finish();
}

export function problemsIn(reading: Reading<ChunkFindings>): Problem[] {
  return collectProblems(reading, readMetadata(reading));
}

/** All problems of a text. */
export function check(
  text: string,
  firmware: Firmware | 'auto' = 'klipper',
  profile?: MachineProfile,
): Problem[] {
  return problemsIn(readText(textFromBytes(bytesOf(text)), firmware, profile));
}

export function rangeOf({ line, column, endColumn }: Problem): string {
  return `${line}:${column}-${endColumn}`;
}

/** `21:4-9 error bad-number message «the firmware's words»` */
export function shown(problem: Problem): string {
  const { severity, rule, message, firmware } = problem;
  const words = firmware === undefined ? '' : ` «${firmware}»`;
  return `${rangeOf(problem)} ${severity} ${rule} ${message}${words}`;
}

/** The text with a problem's fix applied. */
export function fixed(text: string, problem: Problem): string {
  let result = text;
  for (const edit of problem.fix?.edits ?? []) {
    const lines = text.split(/(?<=\n)/);
    const before = lines.slice(0, edit.line - 1).join('').length;
    const start = before + edit.column - 1;
    result = result.slice(0, start) + edit.newText + result.slice(before + edit.endColumn - 1);
  }
  return result;
}
