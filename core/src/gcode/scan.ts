import { BYTE, isBlank, isDigit, isEnd, isNumberStart, scanNumber } from './bytes.ts';
import { type GcodeLine, LINE_FLAG, M, NO_COMMAND, UNITS_PER_ONE } from './line.ts';
import {
  flag,
  scanAfterNumber,
  scanCommand,
  scanOddity,
  scanParameterWithoutNumber,
  skipToComment,
} from './scanUnusual.ts';

// Constants of this file, because what is imported is looked up anew at each use.
const { TAB, LINE_FEED, CARRIAGE_RETURN, SPACE, PLUS, MINUS, POINT, SEMICOLON } = BYTE;

/** Stands for "more digits than a 32-bit number holds", so that the exact and slower reader is used. */
const LONG_NUMBER = 99;

/** `.` XOR 48, as the digit loop sees it. */
const POINT_BEFORE_DIGITS = POINT ^ 48;

/** Millionths that the last digit of a mantissa stands for, by the number of digits behind the point. */
const MILLIONTHS = new Float64Array([1e6, 1e5, 1e4, 1e3, 100, 10, 1]);

/** Commands of Marlin, Klipper and RepRapFirmware whose arguments are free text, as their number. */
const RAW_TEXT_M_CODES = new Set([
  16, 23, 28, 30, 32, 33, 36, 38, 98, 117, 118, 550, 551, 587, 928,
]);

/**
 * Scans the line that begins at `start` into `line` and returns where the next one begins.
 *
 * Any bytes are a line: what is not G-code sets flags and is passed over. Numbers are read as Klipper
 * reads them: letters split words before numbers are looked at, so `X1e-5` is X 1 and E −5. A line ends
 * at `\n`, `\r\n`, `\r` or where the bytes end. A byte order mark is passed over.
 *
 * This is the hottest loop of the product; it is one function, and only the unusual is elsewhere.
 */
export function scanLine(bytes: Uint8Array, start: number, line: GcodeLine): number {
  line.bytes = bytes;
  line.start = start;
  line.command = NO_COMMAND;
  line.wordStart = start;
  line.wordEnd = start;
  line.flags = 0;
  line.present = 0;
  line.strings = 0;

  let at = start;
  let byte = bytes[at] ?? 0;
  while (byte === SPACE || byte === TAB) byte = bytes[++at] ?? 0;
  if (byte === SEMICOLON) return finishComment(bytes, at, line);
  if (byte === LINE_FEED) return finishLine(bytes, at, line);
  if ((byte === 78 || byte === 110) && isDigit(bytes[at + 1] ?? 0)) {
    at = skipLineNumber(bytes, at, line);
    byte = bytes[at] ?? 0;
  }
  const digit = (bytes[at + 1] ?? 0) ^ 48;
  const following = bytes[at + 2] ?? 0;
  if (digit < 10 && following === SPACE && byte >= 65 && byte <= 90) {
    // The usual case, a letter and one digit: G1, G0, G4, T0.
    line.wordStart = at;
    line.wordEnd = at + 2;
    line.command = (byte - 65) * 100_000 + digit * 10;
    at += 3;
  } else {
    if (isEnd(bytes, at, byte)) return finishLine(bytes, at, line);
    if (byte === SEMICOLON) return finishComment(bytes, at, line);
    if (isByteOrderMark(bytes, at)) return scanLine(bytes, behindByteOrderMarks(bytes, at), line);
    at = scanCommand(bytes, at, line);
    if (line.command < 10 || isRawText(line.command)) return finishRawText(bytes, at, line);
  }

  const { values, parameterStart } = line;
  let present = 0;
  for (;;) {
    byte = bytes[at] ?? 0;
    const letter = (byte & 0xdf) - 65;
    if (letter < 0 || letter > 25) {
      if (byte === SPACE || byte === TAB) {
        at += 1;
        continue;
      }
      line.present = present;
      if (byte === LINE_FEED) return finishLine(bytes, at, line);
      if (byte === SEMICOLON) return finishComment(bytes, at, line);
      if (isEnd(bytes, at, byte)) return finishLine(bytes, at, line);
      at = scanOddity(bytes, at, byte, line);
      continue;
    }
    const from = at;
    byte = bytes[++at] ?? 0;
    // A blank between letter and number is accepted by every firmware: `X 10`.
    if (byte === SPACE && isNumberStart(bytes[at + 1] ?? 0)) byte = bytes[++at] ?? 0;
    const numberStart = at;
    let negative = false;
    if (byte === MINUS) {
      negative = true;
      byte = bytes[++at] ?? 0;
    } else if (byte === PLUS) byte = bytes[++at] ?? 0;
    // Up to nine digits stay in a 32-bit whole number, which is several times faster than a double.
    const digitStart = at;
    let mantissa = 0;
    let next = byte ^ 48;
    while (next < 10) {
      mantissa = (mantissa * 10 + next) | 0;
      next = (bytes[++at] ?? 0) ^ 48;
    }
    let digits = at - digitStart;
    let scale = UNITS_PER_ONE;
    if (next === POINT_BEFORE_DIGITS) {
      const decimalStart = ++at;
      next = (bytes[at] ?? 0) ^ 48;
      while (next < 10) {
        mantissa = (mantissa * 10 + next) | 0;
        next = (bytes[++at] ?? 0) ^ 48;
      }
      const decimals = at - decimalStart;
      digits += decimals;
      if (decimals <= 6) scale = MILLIONTHS[decimals] ?? 1;
      else if (digits !== 0) digits = LONG_NUMBER;
    }
    parameterStart[letter] = from;
    if (digits === 0) {
      at = scanParameterWithoutNumber(bytes, from, numberStart, letter, line);
      continue;
    }
    const bit = 1 << letter;
    if ((present & bit) !== 0) flag(line, LINE_FLAG.duplicateParameter, from, at);
    present |= bit;
    if (digits > 9) values[letter] = scanNumber(bytes, numberStart, at);
    else values[letter] = negative ? 0 - mantissa * scale : mantissa * scale;
    byte = next ^ 48;
    if (byte === SPACE) at += 1;
    else if (byte !== LINE_FEED) at = scanAfterNumber(bytes, from, at, byte, line);
  }
}

function isByteOrderMark(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}

/** Passes over any number of them, so that a line made of nothing else does not exhaust the stack. */
function behindByteOrderMarks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    if (isByteOrderMark(bytes, at)) at += 3;
    else if (isBlank(bytes[at] ?? 0)) at += 1;
    else return at;
  }
}

/** Ends a line at a line end or at the end of the bytes. */
function finishLine(bytes: Uint8Array, at: number, line: GcodeLine): number {
  line.end = at;
  line.commentStart = at;
  return behindLineEnd(bytes, at, line);
}

function finishComment(bytes: Uint8Array, at: number, line: GcodeLine): number {
  line.commentStart = at;
  let end = at + 1;
  const length = bytes.length;
  while (end < length) {
    const byte = bytes[end];
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) break;
    end += 1;
  }
  line.end = end;
  return behindLineEnd(bytes, end, line);
}

/** Passes over what no scanner looks into: free text and the words of Klipper's own commands. */
function finishRawText(bytes: Uint8Array, from: number, line: GcodeLine): number {
  const at = skipToComment(bytes, from);
  return bytes[at] === SEMICOLON ? finishComment(bytes, at, line) : finishLine(bytes, at, line);
}

function behindLineEnd(bytes: Uint8Array, at: number, line: GcodeLine): number {
  if (at >= bytes.length) return bytes.length;
  if (bytes[at] !== CARRIAGE_RETURN) return at + 1;
  line.carriageReturns += 1;
  return bytes[at + 1] === LINE_FEED ? at + 2 : at + 1;
}

function skipLineNumber(bytes: Uint8Array, from: number, line: GcodeLine): number {
  line.flags |= LINE_FLAG.lineNumber;
  let at = from + 1;
  while (isDigit(bytes[at] ?? 0)) at += 1;
  while (isBlank(bytes[at] ?? 0)) at += 1;
  return at;
}

function isRawText(command: number): boolean {
  if (command < M * 100_000 || command >= (M + 1) * 100_000 || command % 10 !== 0) return false;
  return RAW_TEXT_M_CODES.has((command - M * 100_000) / 10);
}
