import { textOf } from '../../gcode/line.ts';
import { chunkOfLine, type GcodeText, lineContentEnd } from '../../gcode/text.ts';

/** Where a line stands, without its line end: bytes `start` to `end` (exclusive) of `bytes`. */
export interface PlacedLine {
  /** Counted from 0. */
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The lines from `firstLine` up to, but without, `endLine`, in order. */
export function* linesBetween(
  text: GcodeText,
  firstLine: number,
  endLine: number,
): Generator<PlacedLine> {
  let line = firstLine;
  for (let index = chunkOfLine(text, firstLine); index < text.chunks.length; index++) {
    const chunk = text.chunks[index];
    const base = text.chunkLine[index] ?? 0;
    if (!chunk || line >= endLine) return;
    const stop = Math.min(endLine, text.chunkLine[index + 1] ?? endLine);
    for (; line < stop; line++) {
      const start = chunk.lineStarts[line - base] ?? 0;
      yield { line, bytes: chunk.bytes, start, end: lineContentEnd(chunk, line - base) };
    }
  }
}

/** What a whole-line comment says behind `;` and blanks; undefined where the line is none. */
export function commentOf(place: PlacedLine): string | undefined {
  const { bytes, end } = place;
  let at = place.start;
  while (at < end && isBlank(bytes[at])) at += 1;
  if (bytes[at] !== 59 || at >= end) return undefined;
  while (at < end && (bytes[at] === 59 || isBlank(bytes[at]))) at += 1;
  return textOf(bytes, at, end).trimEnd();
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}
