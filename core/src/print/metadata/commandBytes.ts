import { textOf } from '../../gcode/line.ts';
import { byteOfLine, type GcodeText, locateLine } from '../../gcode/text.ts';
import type { Reading } from '../reading.ts';
import { lineBehindHead, lineOfTail } from './facts.ts';

/**
 * Where Moonraker sees the first command begin: at the line end before the first `G…` or `M…` that is
 * not on the first line.
 */
export function commandStartByte<Result>(reading: Reading<Result>): number | undefined {
  const { text } = reading;
  const end = lineBehindHead(reading);
  for (let line = 1; line < end; line++) {
    if (isCommand(text, line)) return byteOfLine(text, line) - 1;
  }
  return undefined;
}

/** Where Moonraker sees the last command end: behind its line, or behind the next one for a bare `M84`. */
export function commandEndByte<Result>(reading: Reading<Result>): number | undefined {
  const { text } = reading;
  const first = Math.max(1, lineOfTail(reading));
  for (let line = text.lineCount - 1; line >= first; line--) {
    const command = commandText(text, line);
    if (command === undefined || !/^[MG]\d+(\s|$)/.test(command)) continue;
    const lastLine = /^[MG]\d+$/.test(command) ? line + 1 : line;
    return byteOfLine(text, lastLine + 1);
  }
  return undefined;
}

function isCommand(text: GcodeText, line: number): boolean {
  const command = commandText(text, line);
  return command !== undefined && /^[MG]\d+(\s|$)/.test(command);
}

/** The front of a line that begins with G or M, with which few lines outside a print do not. */
function commandText(text: GcodeText, line: number): string | undefined {
  const place = locateLine(text, line);
  const first = place?.bytes[place.start];
  if (!place || (first !== 71 && first !== 77)) return undefined;
  return textOf(place.bytes, place.start, Math.min(place.end, place.start + 16));
}
