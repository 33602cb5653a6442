import {
  BYTE,
  blankOrEnd,
  isBlank,
  isBlankOrEnd,
  isDigit,
  isEnd,
  isLetter,
  isWordByte,
  upperCase,
} from './bytes.ts';
import { BAD_COMMAND, type GcodeLine, LINE_FLAG, WORD_COMMAND } from './line.ts';

// Constants of this file, because what is imported is looked up anew at each use.
const {
  TAB,
  CARRIAGE_RETURN,
  SPACE,
  QUOTE,
  HASH,
  OPEN_PARENTHESIS,
  CLOSE_PARENTHESIS,
  ASTERISK,
  PLUS,
  MINUS,
  POINT,
  SEMICOLON,
  OPEN_BRACKET,
  UNDERSCORE,
  OPEN_BRACE,
} = BYTE;

// What the scanner meets seldom: command words of other shapes, parameters without numbers, rubbish. Kept
// apart so that the hot loop in `scan.ts` stays in sight.

export function scanCommand(bytes: Uint8Array, from: number, line: GcodeLine): number {
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
export function scanAfterNumber(
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
export function scanParameterWithoutNumber(
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

export function scanOddity(bytes: Uint8Array, at: number, byte: number, line: GcodeLine): number {
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
export function skipToComment(bytes: Uint8Array, from: number): number {
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
export function flag(line: GcodeLine, bit: number, start: number, end: number): void {
  if ((line.flags & ~(LINE_FLAG.checksum | LINE_FLAG.lineNumber)) === 0) {
    line.flagStart = start;
    line.flagEnd = end;
  }
  line.flags |= bit;
}
