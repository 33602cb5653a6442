import { type GcodeLine, LINE_FLAG } from '../gcode/line.ts';
import type { LineRule } from './rule.ts';

/** The checksum is the exclusive or of all bytes before `*` (Marlin `queue.cpp`). Klipper ignores it. */
export const checksum: LineRule = {
  id: 'checksum',
  severity: 'error',
  why: 'A line whose checksum does not fit is refused when a host sends it.',
  firmwares: ['marlin', 'reprap'],
  fixes: true,
  flags: LINE_FLAG.checksum | LINE_FLAG.lineNumber,
  check({ line, firmware, report }) {
    const { bytes } = line;
    const star = lastStar(line);
    if (star < 0) {
      if (firmware !== 'marlin') return;
      report({
        start: line.start,
        end: line.wordStart,
        severity: 'warning',
        subject: '',
        message:
          'The line has a number but no checksum, so Marlin refuses it when a host sends it.',
        firmware: 'Error:No Checksum with line number',
      });
      return;
    }
    let sum = 0;
    for (let at = line.start; at < star; at++) sum ^= bytes[at] ?? 0;
    let end = star + 1;
    let stated = 0;
    while (end < line.end && isDigit(bytes[end] ?? 0) && end < star + 6) {
      stated = stated * 10 + (bytes[end] ?? 0) - 48;
      end += 1;
    }
    if (stated === sum) return;
    report({
      start: star,
      end,
      message: `The checksum of this line is ${sum}, not ${stated}: the firmware asks for the line again and again.`,
      ...(firmware === 'marlin' ? { firmware: 'Error:checksum mismatch' } : {}),
      fix: { title: `Write *${sum}`, start: star, end, newText: `*${sum}` },
    });
  },
};

function lastStar(line: GcodeLine): number {
  for (let at = line.commentStart - 1; at >= line.wordEnd; at--)
    if (line.bytes[at] === 42) return at;
  return -1;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
