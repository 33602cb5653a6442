import type { Position, Range } from 'vscode-languageserver';
import { sequenceLength, textOf } from '#core/gcode/line';
import { byteOfLine, type GcodeText, locateLine } from '#core/gcode/text';

// The protocol counts columns in UTF-16 units, the reader counts bytes. Nearly every line of G-code is plain
// ASCII, where the two are the same.

/** The byte of a position; positions outside the text are moved to its nearest place. */
export function byteOfPosition(text: GcodeText, position: Position): number {
  const line = Math.max(0, position.line);
  const place = locateLine(text, line);
  if (!place) return text.byteCount;
  return byteOfLine(text, line) + byteOfColumn(place, Math.max(0, position.character));
}

/** Bytes from a line's start to a column, at most the length of its content. */
export function byteOfColumn(
  place: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
  column: number,
): number {
  const { bytes, start, end } = place;
  let at = start;
  let units = 0;
  while (at < end && units < column) {
    const size = Math.max(1, sequenceLength(bytes, at, end));
    units += size === 4 ? 2 : 1;
    at += size;
  }
  return at - start;
}

/** The column of a byte of a line. */
export function columnOfByte(bytes: Uint8Array, lineStart: number, at: number): number {
  for (let i = lineStart; i < at; i++) {
    if ((bytes[i] ?? 0) >= 0x80) return textOf(bytes, lineStart, at).length;
  }
  return Math.max(0, at - lineStart);
}

export function lineText(text: GcodeText, line: number): string {
  const place = locateLine(text, line);
  return place ? textOf(place.bytes, place.start, place.end) : '';
}

/** A line without its line end. */
export function lineRange(text: GcodeText, line: number): Range {
  return linesRange(text, line, line);
}

/** From the start of one line to the end of another, both counted from 0. */
export function linesRange(text: GcodeText, first: number, last: number): Range {
  const place = locateLine(text, last);
  const end = place ? columnOfByte(place.bytes, place.start, place.end) : 0;
  return { start: { line: first, character: 0 }, end: { line: last, character: end } };
}
