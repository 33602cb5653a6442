import type { Position, Range } from 'vscode-languageserver';
import { commandReference } from '#core/commands/command';
import { GcodeLine, lineCommandName, textOf, WORD_COMMAND } from '#core/gcode/line';
import { scanLine } from '#core/gcode/scan';
import { endsWithLineEnd, type GcodeText, locateLine } from '#core/gcode/text';
import { wordParameters } from '#core/gcode/words';
import { columnOfByte } from './positions.ts';

// How a line falls into parts: for every feature that answers about a place inside a line.

/** A line that was scanned, with the place of its first byte (a byte order mark counts) and its end. */
export interface ScannedLine {
  readonly line: GcodeLine;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** One parameter as it stands on a line. Offsets are into the line's bytes. */
export interface LineParameter {
  /** In upper case: `X`, `ACCEL`. */
  readonly name: string;
  /** As written, without quotes; '' where nothing follows the letter. */
  readonly value: string;
  /** The value where it is a number that firmware reads. */
  readonly number?: number;
  readonly start: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  readonly end: number;
}

/** The nearest place inside the text, the one behind a final line end included. */
export function positionInText(text: GcodeText, position: Position): Position {
  const lastLine = endsWithLineEnd(text) ? text.lineCount : text.lineCount - 1;
  const line = Math.min(Math.max(0, Math.floor(position.line)), Math.max(0, lastLine));
  const place = locateLine(text, line);
  const wanted = position.line < 0 ? 0 : Math.max(0, position.character);
  const width = place ? columnOfByte(place.bytes, place.start, place.end) : 0;
  return { line, character: position.line > line ? width : Math.min(wanted, width) };
}

/** Line of a text, counted from 0; undefined behind its end. */
export function scannedLine(text: GcodeText, lineNumber: number): ScannedLine | undefined {
  const place = locateLine(text, lineNumber);
  if (!place) return undefined;
  const line = new GcodeLine();
  scanLine(place.bytes, place.start, line);
  return { line, ...place };
}

export function rangeOfBytes(
  scanned: ScannedLine,
  lineNumber: number,
  start: number,
  end: number,
): Range {
  const column = (at: number) => columnOfByte(scanned.bytes, scanned.start, at);
  return {
    start: { line: lineNumber, character: column(start) },
    end: { line: lineNumber, character: column(end) },
  };
}

/** The parameter that a place touches; of two neighbours the one that begins there. */
export function parameterAt(
  parameters: readonly LineParameter[],
  at: number,
): LineParameter | undefined {
  return parameters.findLast(({ start, end }) => start <= at && at <= end);
}

/** The rest of the line is free text, to the scanner or according to the dictionary. */
export function isFreeText(line: GcodeLine): boolean {
  return commandReference(lineCommandName(line))?.rawText === true;
}

/** The parameters of a line in the order in which they stand there, bare letters (`G28 X`) included. */
export function parametersOfLine(line: GcodeLine): LineParameter[] {
  if (line.command === WORD_COMMAND) return isFreeText(line) ? [] : keyParameters(line);
  return line.command < 10 || isFreeText(line) ? [] : letterParameters(line);
}

function keyParameters(line: GcodeLine): LineParameter[] {
  return wordParameters(line).parameters.map((parameter) => ({
    name: parameter.name,
    value: parameter.value,
    ...numberOf(parameter.value),
    start: parameter.nameStart,
    nameEnd: parameter.nameEnd,
    valueStart: parameter.valueStart,
    end: parameter.valueEnd,
  }));
}

const QUOTE = 34;
const SPACE = 32;

/** Splits as the scanner does; unlike it, keeps the order, bare letters and repetitions. */
function letterParameters(line: GcodeLine): LineParameter[] {
  const parameters: LineParameter[] = [];
  const { bytes, commentStart } = line;
  let at = line.wordEnd;
  while (at < commentStart) {
    const byte = bytes[at] ?? 0;
    if (byte === 35) break;
    if (!isLetter(byte)) {
      at = behindOddity(bytes, at, commentStart);
      continue;
    }
    const start = at;
    let valueStart = at + 1;
    if (
      bytes[valueStart] === SPACE &&
      /[-+.\d]/.test(textOf(bytes, valueStart + 1, valueStart + 2))
    )
      valueStart += 1;
    at = valueEnd(bytes, valueStart, commentStart);
    if (at === valueStart) valueStart = start + 1;
    at = Math.max(at, valueStart);
    const value = textOf(bytes, valueStart, at).replace(/^"|"$/g, '');
    parameters.push({
      name: textOf(bytes, start, start + 1).toUpperCase(),
      value,
      ...(bytes[valueStart] === QUOTE ? {} : numberOf(value)),
      start,
      nameEnd: start + 1,
      valueStart,
      end: at,
    });
  }
  return parameters;
}

function valueEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  if (bytes[at] === QUOTE) {
    at += 1;
    while (at < limit && bytes[at] !== QUOTE) at += 1;
    return Math.min(at + 1, limit);
  }
  if (isOpenBracket(bytes[at] ?? 0)) return blankOrLimit(bytes, at, limit);
  while (at < limit && isPartOfNumber(bytes[at] ?? 0)) at += 1;
  return at;
}

/** Behind a comment in round brackets, a checksum, a placeholder or a stray byte. */
function behindOddity(bytes: Uint8Array, at: number, limit: number): number {
  const byte = bytes[at] ?? 0;
  if (byte === 40) {
    const close = bytes.indexOf(41, at);
    return close < 0 || close >= limit ? limit : close + 1;
  }
  return byte === QUOTE || isOpenBracket(byte) ? blankOrLimit(bytes, at, limit) : at + 1;
}

function blankOrLimit(bytes: Uint8Array, from: number, limit: number): number {
  let at = from + 1;
  while (at < limit && (bytes[at] ?? 0) > SPACE) at += 1;
  return at;
}

function isLetter(byte: number): boolean {
  const letter = byte & 0xdf;
  return letter >= 65 && letter <= 90;
}

function isOpenBracket(byte: number): boolean {
  return byte === 91 || byte === 123;
}

/** Whatever is written where a number belongs, wrong ones such as `1,5` included. */
function isPartOfNumber(byte: number): boolean {
  const endsNumber = byte <= SPACE || byte >= 0x80 || isLetter(byte);
  return !endsNumber && byte !== QUOTE && byte !== 35 && byte !== 40 && byte !== 42;
}

function numberOf(value: string): { readonly number?: number } {
  return /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(value) ? { number: Number(value) } : {};
}
