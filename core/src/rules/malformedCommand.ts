import { type GcodeLine, lineCommandName, textOf, WORD_COMMAND } from '../gcode/line.ts';
import { KLIPPER_WORDS } from './klipperWords.ts';
import { shortened, wholeLine } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const malformedCommand: LineRule = {
  id: 'malformed-command',
  severity: 'error',
  why: 'Klipper stops at a command whose parameters are not NAME=value, or whose quote has no end.',
  firmwares: ['klipper'],
  commands: KLIPPER_WORDS,
  unknown: true,
  check({ line, report }) {
    if (line.command !== WORD_COMMAND) return;
    const place = malformed(line);
    if (!place) return;
    const name = shortened(lineCommandName(line));
    report({
      start: place.start,
      end: place.end,
      message: place.openQuote
        ? `The quote after ${name} has no end, and Klipper stops the print here; close it.`
        : `${shortened(textOf(line.bytes, place.start, place.end))} is no NAME=value, and Klipper stops the print here; write it as a parameter of ${name}.`,
      firmware: `Malformed command '${wholeLine(line)}'`,
    });
  },
};

interface Malformed {
  readonly start: number;
  readonly end: number;
  readonly openQuote: boolean;
}

/** Splits what is behind the command as Python's `shlex` does for Klipper: at blanks outside quotes, `#`
 * and `;` begin a comment, `\` takes the next character as it is. */
function malformed(line: GcodeLine): Malformed | undefined {
  const { bytes } = line;
  const end = behindChecksum(line);
  let at = line.wordEnd;
  while (at < end) {
    if (isBlank(bytes[at] ?? 0)) {
      at += 1;
      continue;
    }
    const start = at;
    let quote = 0;
    let hasEquals = false;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (quote !== 0) {
        if (byte === 92 && quote === 34) at += 1;
        else if (byte === quote) quote = 0;
      } else if (byte === 34 || byte === 39) quote = byte;
      else if (byte === 92) at += 1;
      else if (byte === 61) hasEquals = true;
      else if (isBlank(byte) || byte === 35 || byte === 59) break;
    }
    at = Math.min(at, end);
    if (quote !== 0) return { start, end: at, openQuote: true };
    if (!hasEquals && at > start) return { start, end: at, openQuote: false };
    if (bytes[at] === 35 || bytes[at] === 59) return undefined;
  }
  return undefined;
}

/** Where a checksum ends the line, it is no parameter. */
function behindChecksum(line: GcodeLine): number {
  let at = line.end;
  while (at > line.wordEnd && isDigit(line.bytes[at - 1] ?? 0)) at -= 1;
  return at < line.end && line.bytes[at - 1] === 42 ? at - 1 : line.end;
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
