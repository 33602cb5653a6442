import {
  BAD_COMMAND,
  type GcodeLine,
  LINE_FLAG,
  M,
  NO_COMMAND,
  UNITS_PER_ONE,
  WORD_COMMAND,
} from './line.ts';

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const OPEN_PARENTHESIS = 40;
const CLOSE_PARENTHESIS = 41;
const ASTERISK = 42;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const SEMICOLON = 59;
const OPEN_BRACKET = 91;
const UNDERSCORE = 95;
const OPEN_BRACE = 123;

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

/** True at a line end and behind the last byte. */
function isEnd(bytes: Uint8Array, at: number, byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN || (byte === 0 && at >= bytes.length);
}

function skipLineNumber(bytes: Uint8Array, from: number, line: GcodeLine): number {
  line.flags |= LINE_FLAG.lineNumber;
  let at = from + 1;
  while (isDigit(bytes[at] ?? 0)) at += 1;
  while (isBlank(bytes[at] ?? 0)) at += 1;
  return at;
}

function scanCommand(bytes: Uint8Array, from: number, line: GcodeLine): number {
  const upper = upperCase(bytes[from] ?? 0);
  if (upper < 65 || upper > 90) {
    if (upper === UNDERSCORE) return scanWordCommand(bytes, from, line);
    return scanBadCommand(bytes, from, line);
  }
  let digitAt = from + 1;
  if (!isDigit(bytes[digitAt] ?? 0)) {
    if (bytes[digitAt] !== SPACE || !isDigit(bytes[digitAt + 1] ?? 0))
      return scanWordCommand(bytes, from, line);
    flag(line, LINE_FLAG.spaceInCode, from, digitAt + 2);
    digitAt += 1;
  }
  let number = 0;
  let at = digitAt;
  while (isDigit(bytes[at] ?? 0) && at - digitAt < 6) {
    number = number * 10 + (bytes[at] ?? 0) - 48;
    at += 1;
  }
  const digits = at - digitAt;
  let sub = 0;
  if (bytes[at] === POINT && isDigit(bytes[at + 1] ?? 0)) {
    sub = (bytes[at + 1] ?? 0) - 48;
    at += 2;
  }
  const following = bytes[at] ?? 0;
  if (number > 9_999 || following === UNDERSCORE || isDigit(following) || following === POINT)
    return scanWordCommand(bytes, from, line);
  if (digits > 1 && bytes[digitAt] === 48) flag(line, LINE_FLAG.leadingZero, from, at);
  line.command = (upper - 65) * 100_000 + number * 10 + sub;
  line.wordStart = from;
  line.wordEnd = at;
  return at;
}

/** `SET_FAN_SPEED FAN=a SPEED=1`, `START_PRINT`, `Tx`: the whole word is the name. */
function scanWordCommand(bytes: Uint8Array, from: number, line: GcodeLine): number {
  let at = from;
  while (isWordByte(bytes[at] ?? 0)) at += 1;
  if (at - from < 2) return scanBadCommand(bytes, from, line);
  line.wordStart = from;
  line.wordEnd = at;
  line.command = WORD_COMMAND;
  return at;
}

function scanBadCommand(bytes: Uint8Array, from: number, line: GcodeLine): number {
  const at = blankOrEnd(bytes, from);
  const first = bytes[from] ?? 0;
  line.command = BAD_COMMAND;
  line.wordStart = from;
  line.wordEnd = at;
  if (first === OPEN_PARENTHESIS)
    flag(line, LINE_FLAG.parenthesisComment, from, skipToComment(bytes, from));
  else if (first === HASH) flag(line, LINE_FLAG.hashComment, from, skipToComment(bytes, from));
  else if (first >= 0x80 || first === 0) flag(line, LINE_FLAG.oddByte, from, from + 1);
  else if (first === OPEN_BRACE || first === OPEN_BRACKET)
    flag(line, LINE_FLAG.placeholder, from, at);
  else flag(line, LINE_FLAG.strayCharacter, from, at);
  return at;
}

/** Something stands directly behind a number: the next letter, an exponent, a comment or rubbish. */
function scanAfterNumber(
  bytes: Uint8Array,
  from: number,
  at: number,
  byte: number,
  line: GcodeLine,
): number {
  if (byte === SEMICOLON || byte === TAB || byte === CARRIAGE_RETURN) return at;
  if (byte === ASTERISK || byte === OPEN_PARENTHESIS || byte === HASH || byte === QUOTE) return at;
  if (byte >= 0x80 || byte === 0) return at;
  if (isLetter(byte)) {
    if ((byte | 32) === 101 && isExponent(bytes, from, at))
      flag(line, LINE_FLAG.scientificNotation, from, exponentEnd(bytes, at));
    return at;
  }
  let stop = at;
  while (!isBlankOrEnd(bytes, stop) && !isLetter(bytes[stop] ?? 0)) stop += 1;
  flag(line, LINE_FLAG.badNumber, from, stop);
  return stop;
}

/**
 * `X1e-5` against `X1E-5` in a file written without blanks: an exponent has a lower-case `e` where the
 * axis letter is upper case, or a sign behind it on a line whose words are parted by blanks.
 */
function isExponent(bytes: Uint8Array, from: number, at: number): boolean {
  const next = bytes[at + 1] ?? 0;
  const signed = (next === MINUS || next === PLUS) && isDigit(bytes[at + 2] ?? 0);
  if (!signed && !isDigit(next)) return false;
  if (bytes[at] === 101 && (bytes[from] ?? 0) < 97) return true;
  return signed && from > 0 && isBlank(bytes[from - 1] ?? 0);
}

function exponentEnd(bytes: Uint8Array, at: number): number {
  let stop = at + 1;
  if (!isDigit(bytes[stop] ?? 0)) stop += 1;
  while (isDigit(bytes[stop] ?? 0)) stop += 1;
  return stop;
}

/** A letter without a number: a string, a placeholder, rubbish, or a word of its own as in `G28 X`. */
function scanParameterWithoutNumber(
  bytes: Uint8Array,
  from: number,
  at: number,
  letter: number,
  line: GcodeLine,
): number {
  const byte = bytes[at] ?? 0;
  if (byte === QUOTE) {
    let stop = at + 1;
    while (bytes[stop] !== QUOTE && !isEnd(bytes, stop, bytes[stop] ?? 0)) stop += 1;
    const closed = bytes[stop] === QUOTE;
    if (!closed) flag(line, LINE_FLAG.openQuote, at, stop);
    line.strings |= 1 << letter;
    return closed ? stop + 1 : stop;
  }
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
    const stop = blankOrEnd(bytes, at);
    flag(line, LINE_FLAG.placeholder, from, stop);
    return stop;
  }
  const isWordOfItsOwn =
    isBlankOrEnd(bytes, at) ||
    isLetter(byte) ||
    byte === ASTERISK ||
    byte === OPEN_PARENTHESIS ||
    byte >= 0x80;
  if (isWordOfItsOwn) {
    // Whether `X` alone lacks its number depends on the command (`G28 X`, `M84 E`): the rule decides.
    flag(line, LINE_FLAG.emptyParameter, from, from + 1);
    return from + 1;
  }
  const stop = Math.max(blankOrEnd(bytes, at), from + 1);
  flag(line, LINE_FLAG.badNumber, from, stop);
  return stop;
}

function scanOddity(bytes: Uint8Array, at: number, byte: number, line: GcodeLine): number {
  switch (byte) {
    case OPEN_PARENTHESIS: {
      let stop = at + 1;
      while (bytes[stop] !== CLOSE_PARENTHESIS && !isEnd(bytes, stop, bytes[stop] ?? 0)) stop += 1;
      if (bytes[stop] === CLOSE_PARENTHESIS) stop += 1;
      flag(line, LINE_FLAG.parenthesisComment, at, stop);
      return stop;
    }
    case HASH: {
      const stop = skipToComment(bytes, at);
      flag(line, LINE_FLAG.hashComment, at, stop);
      return stop;
    }
    case ASTERISK: {
      line.flags |= LINE_FLAG.checksum;
      let stop = at + 1;
      while (isDigit(bytes[stop] ?? 0)) stop += 1;
      return stop;
    }
    case OPEN_BRACE:
    case OPEN_BRACKET: {
      const stop = blankOrEnd(bytes, at);
      flag(line, LINE_FLAG.placeholder, at, stop);
      return stop;
    }
    case QUOTE:
      return blankOrEnd(bytes, at + 1);
    default:
      if (byte >= 0x80 || byte === 0) flag(line, LINE_FLAG.oddByte, at, at + 1);
      else flag(line, LINE_FLAG.strayCharacter, at, at + 1);
      return at + 1;
  }
}

/** Offset of the `;` that begins the comment, or of the line end. A `;` between quotes is text. */
function skipToComment(bytes: Uint8Array, from: number): number {
  let at = from;
  let quoted = false;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (isEnd(bytes, at, byte)) return at;
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === SEMICOLON && !quoted) return at;
    at += 1;
  }
}

/** Keeps every flag, but the place of the first one only. */
function flag(line: GcodeLine, bit: number, start: number, end: number): void {
  if ((line.flags & ~(LINE_FLAG.checksum | LINE_FLAG.lineNumber)) === 0) {
    line.flagStart = start;
    line.flagEnd = end;
  }
  line.flags |= bit;
}

function isRawText(command: number): boolean {
  if (command < M * 100_000 || command >= (M + 1) * 100_000 || command % 10 !== 0) return false;
  return RAW_TEXT_M_CODES.has((command - M * 100_000) / 10);
}

function blankOrEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (!isBlankOrEnd(bytes, at)) at += 1;
  return at;
}

function isBlankOrEnd(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  return isBlank(byte) || byte === SEMICOLON || isEnd(bytes, at, byte);
}

function upperCase(byte: number): number {
  return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

function isLetter(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}

function isNumberStart(byte: number): boolean {
  return isDigit(byte) || byte === MINUS || byte === PLUS || byte === POINT;
}

function isWordByte(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === UNDERSCORE || byte === POINT;
}

/** The number a text states, in millionths, read exactly as a parameter is read; NaN where it is none. */
export function scanNumber(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at] ?? 0)) at += 1;
  let sign = 1;
  if (bytes[at] === MINUS || bytes[at] === PLUS) {
    if (bytes[at] === MINUS) sign = -1;
    at += 1;
  }
  let value = 0;
  let digits = 0;
  while (at < end && isDigit(bytes[at] ?? 0)) {
    value = value * 10 + (bytes[at] ?? 0) - 48;
    digits += 1;
    at += 1;
  }
  let scale = UNITS_PER_ONE;
  if (at < end && bytes[at] === POINT) {
    at += 1;
    while (at < end && isDigit(bytes[at] ?? 0)) {
      if (scale > 0.001) {
        value = value * 10 + (bytes[at] ?? 0) - 48;
        scale /= 10;
      }
      digits += 1;
      at += 1;
    }
  }
  return digits === 0 ? Number.NaN : sign * Math.round(value * scale);
}
