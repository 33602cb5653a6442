/** Numbers in G-code are kept as whole millionths of what the file says (so nanometres for axes):
 * whole numbers add up to the same sum in any order, which is what makes an incremental reading equal
 * a full one to the last digit. */
export const UNITS_PER_ONE = 1_000_000;

/** Letter A is bit 0 and index 0, Z is bit 25 and index 25. */
export type LetterIndex = number;

export const A = 0;
export const C = 2;
export const D = 3;
export const E = 4;
export const F = 5;
export const G = 6;
export const I = 8;
export const J = 9;
export const K = 10;
export const L = 11;
export const M = 12;
export const N = 13;
export const P = 15;
export const Q = 16;
export const R = 17;
export const S = 18;
export const T = 19;
export const X = 23;
export const Y = 24;
export const Z = 25;

/** What the scanner noticed on a line. Rules turn these into problems in the firmware's words. */
export const LINE_FLAG = {
  /** A parameter letter without a number behind it: `G1 X`. */
  emptyParameter: 1,
  /** A number that no firmware reads whole: `X1,5`, `X1.2.3`. */
  badNumber: 2,
  /** The same letter twice on one line. */
  duplicateParameter: 4,
  /** `X1e-5`: the exponent is read as an E axis. */
  scientificNotation: 8,
  /** A comment in round brackets. */
  parenthesisComment: 16,
  /** A comment that begins with `#`. */
  hashComment: 32,
  /** `G01`: the code is written with a leading zero. */
  leadingZero: 64,
  /** `M 104`: a space between letter and number. */
  spaceInCode: 128,
  /** Something that is no letter, number or comment: `%`, `/`, `=`. */
  strayCharacter: 256,
  /** A byte 0x80–0xFF outside a comment, or a NUL anywhere. */
  oddByte: 512,
  /** A placeholder such as `[layer_z]` or `{temperature[0]}` was left where a value belongs. */
  placeholder: 1024,
  /** The line carries `*checksum`. */
  checksum: 2048,
  /** The line carries a line number `N12`. */
  lineNumber: 4096,
  /** A quoted string that has no end. */
  openQuote: 8192,
} as const;

/** A command as one number: the letter's index × 100,000 + the number × 10 + the digit behind the
 * point, so `G1` is 600010 and `M862.3` is 1208623. */
export type CommandCode = number;

/** The line has no command (empty, or only a comment). */
export const NO_COMMAND = 0;
/** A word command such as `SET_VELOCITY_LIMIT`; its name is the bytes wordStart–wordEnd. */
export const WORD_COMMAND = 1;
/** Something stands where a command belongs, but it is none. */
export const BAD_COMMAND = 2;

export function commandCode(name: string): CommandCode {
  const match = /^([A-Z])(\d+)(?:\.(\d))?$/.exec(name.toUpperCase());
  if (!match?.[1] || !match[2]) return WORD_COMMAND;
  return (match[1].charCodeAt(0) - 65) * 100_000 + Number(match[2]) * 10 + Number(match[3] ?? 0);
}

export function commandName(code: CommandCode): string {
  if (code < 10) return '';
  const letter = String.fromCharCode(65 + Math.floor(code / 100_000));
  const rest = code % 100_000;
  const sub = rest % 10;
  return `${letter}${Math.floor(rest / 10)}${sub === 0 ? '' : `.${sub}`}`;
}

/**
 * One scanned line. The scanner fills the same record again and again, so nothing is allocated a line;
 * keep what you need before you scan the next one. Offsets are into `bytes`.
 */
export class GcodeLine {
  bytes: Uint8Array = new Uint8Array(0);
  /** First byte of the line. */
  start = 0;
  /** One past its last byte, without the line end. */
  end = 0;
  command: CommandCode = NO_COMMAND;
  /** The command's own bytes, as written. */
  wordStart = 0;
  wordEnd = 0;
  /** Offset of `;`, or `end` where there is no comment. */
  commentStart = 0;
  flags = 0;
  /** How many carriage returns the scanner has met since the record was made. */
  carriageReturns = 0;
  /** Where the first flagged thing stands. */
  flagStart = 0;
  flagEnd = 0;
  /** Letters that have a number, as a bit mask. */
  present = 0;
  /** Letters that have a quoted string instead. */
  strings = 0;
  /** The number behind each letter, in millionths. Valid where `present` has the letter's bit. */
  readonly values = new Float64Array(26);
  /** Offset of each present letter; `parameterEnd` finds where its value ends. */
  readonly parameterStart = new Int32Array(26);
}

export function hasParameter(line: GcodeLine, letter: LetterIndex): boolean {
  return ((line.present >>> letter) & 1) !== 0;
}

/** The number behind a letter as the file states it, or undefined. */
export function parameterValue(line: GcodeLine, letter: LetterIndex): number | undefined {
  return hasParameter(line, letter) ? (line.values[letter] ?? 0) / UNITS_PER_ONE : undefined;
}

/** One past the value of a letter that the line has. */
export function parameterEnd(line: GcodeLine, letter: LetterIndex): number {
  const { bytes, commentStart } = line;
  let at = (line.parameterStart[letter] ?? 0) + 1;
  if (bytes[at] === 34) {
    at += 1;
    while (at < commentStart && bytes[at] !== 34) at += 1;
    return Math.min(at + 1, commentStart);
  }
  while (bytes[at] === 32) at += 1;
  if (bytes[at] === 45 || bytes[at] === 43) at += 1;
  while (at < commentStart && isDigitOrPoint(bytes[at] ?? 0)) at += 1;
  return at;
}

function isDigitOrPoint(byte: number): boolean {
  return byte === 46 || (byte >= 48 && byte <= 57);
}

/** The part of a line as text. Only for what is shown or looked up, never on the hot path. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let index = start;
  while (index < end) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) {
      text += String.fromCharCode(byte);
      index += 1;
      continue;
    }
    const size = sequenceLength(bytes, index, end);
    if (size === 0) {
      text += '\uFFFD';
      index += 1;
      continue;
    }
    let point = size === 2 ? byte & 0x1f : size === 3 ? byte & 0x0f : byte & 0x07;
    for (let k = 1; k < size; k++) point = (point << 6) | ((bytes[index + k] ?? 0) & 0x3f);
    text += String.fromCodePoint(point);
    index += size;
  }
  return text;
}

/** How many bytes the well-formed UTF-8 sequence at `index` has, or 0 where there is none. */
export function sequenceLength(bytes: Uint8Array, index: number, end: number): number {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || index + size > end) return 0;
  for (let k = 1; k < size; k++) if (((bytes[index + k] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[index + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return size;
}

/** The command as the reference spells it: `G1`, `M862.3`, `SET_VELOCITY_LIMIT`; '' where there is none. */
export function lineCommandName(line: GcodeLine): string {
  if (line.command === WORD_COMMAND || line.command === BAD_COMMAND)
    return textOf(line.bytes, line.wordStart, line.wordEnd).toUpperCase();
  return commandName(line.command);
}

export function commentText(line: GcodeLine): string {
  return textOf(line.bytes, line.commentStart, line.end);
}
