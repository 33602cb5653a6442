export const LF = 0x0a;
export const CR = 0x0d;
export const COMMA = 0x2c;
const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;

/** A quoted cell may go over several lines; one that is longer than this has lost its second quote. */
const LONGEST_QUOTED_CELL = 4096;

/** Where a cell stands in the bytes of a table. */
export interface CsvCell {
  /** The first byte of its content and the one behind the last, without quotes and blanks around it. */
  readonly from: number;
  readonly to: number;
  /** The comma or the line end behind it. */
  readonly end: number;
  /** Line ends inside its quotes. */
  readonly lineEnds: number;
  readonly isQuoted: boolean;
}

/** The cell that begins at a byte. The text must end with a line end. */
export function cellAt(text: Uint8Array, start: number): CsvCell {
  let from = start;
  while (isBlank(text[from])) from += 1;
  const quoted = text[from] === QUOTE ? quotedCell(text, from + 1) : undefined;
  if (quoted !== undefined) return quoted;
  let end = from;
  while (!endsCell(text[end])) end += 1;
  let to = end;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  return { from, to, end, lineEnds: 0, isQuoted: false };
}

/** A cell without its quotes, or undefined where the second quote is missing or is not its end. */
function quotedCell(text: Uint8Array, from: number): CsvCell | undefined {
  const limit = Math.min(text.length, from + LONGEST_QUOTED_CELL);
  let lineEnds = 0;
  let to = from;
  for (; to < limit; to++) {
    const byte = text[to];
    if (byte === LF || (byte === CR && text[to + 1] !== LF)) lineEnds += 1;
    if (byte !== QUOTE) continue;
    if (text[to + 1] !== QUOTE) break;
    to += 1;
  }
  if (text[to] !== QUOTE) return undefined;
  let end = to + 1;
  while (isBlank(text[end])) end += 1;
  return endsCell(text[end]) ? { from, to, end, lineEnds, isQuoted: true } : undefined;
}

/** What a cell says, with its doubled quotes as single ones. */
export function textOfCell(text: Uint8Array, cell: CsvCell): string {
  const content = new TextDecoder().decode(text.subarray(cell.from, cell.to));
  return cell.isQuoted ? content.replaceAll('""', '"') : content;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NO_VALUE = /^(?:nan|null)?$/i;
const LONGEST_NUMBER = 400;

/** The number of a cell, NaN where it says that there is none, undefined where it says something else. */
export function numberOfCell(text: Uint8Array, cell: CsvCell): number | undefined {
  if (cell.from === cell.to) return Number.NaN;
  if (cell.to - cell.from > LONGEST_NUMBER) return undefined;
  const buffer = Buffer.from(text.buffer, text.byteOffset, text.length);
  const content = buffer.toString('latin1', cell.from, cell.to).trim();
  if (NUMBER.test(content)) {
    const value = Number(content);
    return Number.isFinite(value) ? value : undefined;
  }
  return NO_VALUE.test(content) ? Number.NaN : undefined;
}

/** The byte behind the line end that stands at a byte. */
export function behindLineEnd(text: Uint8Array, at: number): number {
  return text[at] === CR && text[at + 1] === LF ? at + 2 : at + 1;
}

export function endsWithLineEnd(text: Uint8Array): boolean {
  const last = text.at(-1);
  return last === LF || last === CR;
}

/** A copy with a line end, so that whoever reads it need not look for the end of the text as well. */
export function withLineEnd(text: Uint8Array): Uint8Array {
  const copy = new Uint8Array(text.length + 1);
  copy.set(text);
  copy[text.length] = LF;
  return copy;
}

export function isBlankRow(text: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isBlank(text[at])) return false;
  return true;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** The end of the text ends a cell too, so that nothing is read behind it. */
function endsCell(byte: number | undefined): boolean {
  return byte === COMMA || byte === LF || byte === CR || byte === undefined;
}
