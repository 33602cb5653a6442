import { LINE_FLAG, sequenceLength, textOf } from '../gcode/line.ts';
import { klipperRefusal } from './klipperReads.ts';
import type { LineRule } from './rule.ts';

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space',
  '\u200b': 'a zero-width space',
  '\u2013': 'a long dash',
  '\u2212': 'a typographic minus',
  '\u2019': 'a typographic quote',
  '\ufeff': 'a byte order mark',
};

export const oddCharacters: LineRule = {
  id: 'odd-characters',
  severity: 'error',
  why: 'A character that is no G-code, often invisible and pasted from a document, spoils the command.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  fixes: true,
  flags: LINE_FLAG.oddByte,
  check({ line, firmware, report }) {
    const { bytes } = line;
    let start = line.start;
    while (start < line.commentStart && !isOdd(bytes[start] ?? 0)) start += 1;
    if (start >= line.commentStart) return;
    const size = sequenceLength(bytes, start, line.end);
    // Bytes that are no character at all have a rule of their own where they end the print.
    if (size === 0 && firmware === 'klipper') return;
    const end = start + Math.max(1, size);
    const text = textOf(bytes, start, end);
    // The mark at the very beginning of a file has a rule of its own.
    if (text === '\ufeff' && start === line.start) return;
    const name = NAMES[text] ?? `the character ${text}`;
    const refusal = firmware === 'klipper' ? klipperRefusal(line) : undefined;
    const isSpace = text === '\u00a0' || text === '\u200b';
    const cure = isSpace ? 'put a plain space there' : 'type it anew';
    report({
      start,
      end,
      // Klipper passes over blanks of any kind, and over what it does not look for.
      ...(firmware === 'klipper' && !refusal ? { severity: 'information' } : {}),
      message: `The command contains ${name}, which is no G-code; ${cure}.`,
      ...(refusal ? { firmware: refusal.firmware } : {}),
      ...(isSpace ? { fix: { title: 'Put a plain space there', start, end, newText: ' ' } } : {}),
    });
  },
};

function isOdd(byte: number): boolean {
  return byte >= 0x80;
}
