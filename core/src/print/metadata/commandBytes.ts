import { textOf } from '../../gcode/line.ts';
import { byteOfLine, endsWithLineEnd, locateLine } from '../../gcode/text.ts';
import type { Reading } from '../reading.ts';
import { lineBehindHead, lineOfTail } from './facts.ts';
import { linesBetween, type PlacedLine } from './lines.ts';

const COMMAND = /^[MG]\d+(\s|$)/;
const BARE_COMMAND = /^[MG]\d+$/;

/**
 * Where Moonraker sees the first command begin: at the line end before the first `G…` or `M…` that is
 * not on the first line.
 */
export function commandStartByte<Result>(reading: Reading<Result>): number | undefined {
  const { text } = reading;
  for (const place of linesBetween(text, 1, lineBehindHead(reading))) {
    if (COMMAND.test(commandText(place))) return byteOfLine(text, place.line) - 1;
  }
  return undefined;
}

/**
 * Where Moonraker sees the last command end: behind its line, or behind the next one for a bare `M84`.
 * Only lines with a line end count.
 */
export function commandEndByte<Result>(reading: Reading<Result>): number | undefined {
  const { text } = reading;
  const first = Math.max(1, lineOfTail(reading));
  const lineEnds = endsWithLineEnd(text) ? text.lineCount : text.lineCount - 1;
  for (let line = lineEnds - 1; line >= first; line--) {
    const place = locateLine(text, line);
    const command = commandText(place);
    if (!place || !COMMAND.test(command)) continue;
    const isBare = BARE_COMMAND.test(command) && place.bytes[place.end] === 10;
    if (!isBare) return byteOfLine(text, line + 1);
    if (line + 1 < lineEnds) return byteOfLine(text, line + 2);
  }
  return undefined;
}

/** The front of a line that begins with G or M, with which few lines outside a print do; else ''. */
function commandText(place: Pick<PlacedLine, 'bytes' | 'start' | 'end'> | undefined): string {
  const first = place?.bytes[place.start];
  if (!place || (first !== 71 && first !== 77)) return '';
  return textOf(place.bytes, place.start, Math.min(place.end, place.start + 16));
}
