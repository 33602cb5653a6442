import { UNITS_PER_ONE } from './line.ts';

// The bytes of G-code, by name and by kind. All functions take what an index behind the end of an array
// gives as 0.

/** Bytes that mean something in G-code. */
export const BYTE = {
  TAB: 9,
  LINE_FEED: 10,
  CARRIAGE_RETURN: 13,
  SPACE: 32,
  QUOTE: 34,
  HASH: 35,
  OPEN_PARENTHESIS: 40,
  CLOSE_PARENTHESIS: 41,
  ASTERISK: 42,
  PLUS: 43,
  MINUS: 45,
  POINT: 46,
  SEMICOLON: 59,
  OPEN_BRACKET: 91,
  UNDERSCORE: 95,
  OPEN_BRACE: 123,
} as const;

const { TAB, LINE_FEED, CARRIAGE_RETURN, SPACE, PLUS, MINUS, POINT, SEMICOLON, UNDERSCORE } = BYTE;

/** True at a line end and behind the last byte. */
export function isEnd(bytes: Uint8Array, at: number, byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN || (byte === 0 && at >= bytes.length);
}

export function upperCase(byte: number): number {
  return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}

export function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

export function isLetter(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}

export function isNumberStart(byte: number): boolean {
  return isDigit(byte) || byte === MINUS || byte === PLUS || byte === POINT;
}

export function isWordByte(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === UNDERSCORE || byte === POINT;
}

export function blankOrEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (!isBlankOrEnd(bytes, at)) at += 1;
  return at;
}

export function isBlankOrEnd(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  return isBlank(byte) || byte === SEMICOLON || isEnd(bytes, at, byte);
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
