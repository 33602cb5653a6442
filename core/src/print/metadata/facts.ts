import { byteOfLine, lineOfByte } from '../../gcode/text.ts';
import type { Reading } from '../reading.ts';
import { commentOf, linesBetween } from './lines.ts';

/** How much of either end of a file Moonraker looks at (`metadata.py`, `READ_SIZE`). */
export const END_BYTES = 1024 * 1024;

/** A longer line is a picture of a printer's screen, not a statement. */
const LONGEST_STATEMENT = 16 * 1024;

/** Slicers state a few hundred things; a file of nothing but comments must not slow every edit down. */
const MOST_STATEMENTS = 5_000;

/** What the comments at both ends of a file state. */
export interface Facts {
  /** Comments before the layers and behind them, in the order of the file, without `;` and blanks. */
  readonly comments: readonly string[];
  /** `key = value` and `key: value`, all values of a key: those behind the layers come first. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Reads the comments outside the layers; the layers themselves are not looked at. */
export function readFacts<Result>(reading: Reading<Result>): Facts {
  const { text } = reading;
  const print = reading.print();
  const firstLayer = print.layers[0]?.firstLine;
  const headEnd = Math.min(firstLayer ?? text.lineCount, lineBehindHead(reading));
  const tailStart = firstLayer === undefined ? text.lineCount - MOST_STATEMENTS : print.endLine;
  const head = commentsBetween(reading, 0, headEnd);
  const tail = commentsBetween(
    reading,
    Math.max(headEnd, tailStart, lineOfTail(reading)),
    text.lineCount,
  );
  return { comments: [...head, ...tail], values: valuesOf([...tail, ...head]) };
}

/** The first line that reaches beyond the first MiB. */
export function lineBehindHead<Result>({ text }: Reading<Result>): number {
  return text.byteCount <= END_BYTES ? text.lineCount : lineOfByte(text, END_BYTES);
}

/** The first line that lies in the last MiB as a whole. */
export function lineOfTail<Result>({ text }: Reading<Result>): number {
  const from = text.byteCount - END_BYTES;
  if (from <= 0) return 0;
  const line = lineOfByte(text, from);
  return byteOfLine(text, line) < from ? line + 1 : line;
}

function commentsBetween<Result>(
  reading: Reading<Result>,
  firstLine: number,
  endLine: number,
): string[] {
  const pictures = reading.print().blocks.filter((block) => block.picture);
  const comments: string[] = [];
  let line = firstLine;
  while (line < endLine) {
    const picture = pictures.find((block) => block.lastLine >= line);
    const stop = Math.min(endLine, picture?.firstLine ?? endLine);
    for (const place of linesBetween(reading.text, line, stop)) {
      if (place.end - place.start > LONGEST_STATEMENT) continue;
      const comment = commentOf(place);
      if (comment) comments.push(comment);
      if (comments.length >= MOST_STATEMENTS) return comments;
    }
    line = Math.max(stop, (picture?.lastLine ?? endLine) + 1);
  }
  return comments;
}

function valuesOf(comments: readonly string[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const comment of comments) {
    const at = comment.search(/[=:]/);
    if (at <= 0) continue;
    const key = comment.slice(0, at).trimEnd();
    const value = comment.slice(at + 1).trim();
    const known = values.get(key);
    if (known) known.push(value);
    else values.set(key, [value]);
  }
  return values;
}
