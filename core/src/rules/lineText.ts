import { type GcodeLine, type LetterIndex, parameterEnd, textOf } from '../gcode/line.ts';

/** So many bytes become text at once. */
const PIECE = 1_024;

/** A part of a line as one character a byte, so that places in the text are places in the bytes. */
export function byteText(line: GcodeLine, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += PIECE) {
    text += String.fromCharCode(...line.bytes.subarray(at, Math.min(end, at + PIECE)));
  }
  return text;
}

/** What stands between the command and the comment. Place 0 is `line.wordEnd`. */
export function argumentText(line: GcodeLine): string {
  return byteText(line, line.wordEnd, line.commentStart);
}

/** The line as firmwares quote it, without blanks at either end. */
export function wholeLine(line: GcodeLine): string {
  return shortened(textOf(line.bytes, line.start, cutOff(line, line.end)).trim());
}

/** The line without its comment, as firmwares that strip comments first quote it. */
export function lineWithoutComment(line: GcodeLine): string {
  return shortened(textOf(line.bytes, line.start, cutOff(line, line.commentStart)).trim());
}

/** What is quoted of a text at most, in characters: nobody reads a line of several megabytes. */
const LONGEST_QUOTE = 200;

export function shortened(text: string): string {
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`;
}

/** No more bytes than a quote can hold. */
function cutOff(line: GcodeLine, end: number): number {
  return Math.min(end, line.start + 4 * LONGEST_QUOTE);
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The command's own word. */
export function commandSpan(line: GcodeLine): Span {
  return { start: line.wordStart, end: line.wordEnd };
}

/** From the command to the comment, without blanks at the end. */
export function codeSpan(line: GcodeLine): Span {
  let end = line.commentStart;
  while (end > line.wordEnd && (line.bytes[end - 1] ?? 0) <= 32) end -= 1;
  return { start: line.wordStart, end };
}

/** A letter with its value. Only for letters that the line has. */
export function parameterSpan(line: GcodeLine, letter: LetterIndex): Span {
  return { start: line.parameterStart[letter] ?? 0, end: parameterEnd(line, letter) };
}

/** A parameter together with the blanks before it, which is what goes when it is removed. */
export function removal(line: GcodeLine, span: Span): Span & { readonly newText: '' } {
  let { start } = span;
  while (start > line.wordEnd && line.bytes[start - 1] === 32) start -= 1;
  return { start, end: span.end, newText: '' };
}

/** The range of a match in `argumentText`. */
export function matchSpan(line: GcodeLine, match: RegExpExecArray | RegExpMatchArray): Span {
  const start = line.wordEnd + (match.index ?? 0);
  return { start, end: start + match[0].length };
}
