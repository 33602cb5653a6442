import { behindLineEnd, COMMA, CR, cellAt, LF } from './csvCell.ts';

/** The place of every so many rows is kept; lines are counted from there when one is asked for. */
const ROWS_A_MARK = 256;

/** Where the rows of a table stand in its text, kept in a few numbers for many rows. */
export class CsvRowPlaces {
  readonly #text: Uint8Array;
  // Rows from which on the distance between a row and its line is another one, and that distance.
  readonly #shiftRows = [0];
  readonly #shifts: number[];
  #shift: number;
  readonly #markLines: number[] = [];
  readonly #markStarts: number[] = [];

  /** @param firstLine the line, from 1, of the first row if nothing comes before it */
  constructor(text: Uint8Array, firstLine: number) {
    this.#text = text;
    this.#shift = firstLine;
    this.#shifts = [firstLine];
  }

  /** Rows are added in order. */
  add(row: number, line: number, start: number): void {
    if (line - row !== this.#shift) {
      this.#shift = line - row;
      this.#shiftRows.push(row);
      this.#shifts.push(this.#shift);
    }
    if (row % ROWS_A_MARK === 0) {
      this.#markLines.push(line);
      this.#markStarts.push(start);
    }
  }

  /** Line, from 1, of a row, from 0. */
  lineOf(row: number): number {
    return row + (this.#shifts[lastAtMost(this.#shiftRows, row)] ?? 0);
  }

  /** Column, from 1, of a cell of a row; 1 where the row has fewer cells. */
  columnOf(row: number, cell: number): number {
    const mark = Math.floor(row / ROWS_A_MARK);
    const markLine = this.#markLines[mark];
    const markStart = this.#markStarts[mark];
    if (markLine === undefined || markStart === undefined) return 1;
    const start = behindLines(this.#text, markStart, this.lineOf(row) - markLine);
    return columnOfCell(this.#text, start, cell);
  }
}

/** Column, from 1 in characters, of a byte of a row that begins at another byte. */
export function columnAt(text: Uint8Array, rowStart: number, at: number): number {
  return new TextDecoder().decode(text.subarray(rowStart, at)).length + 1;
}

/** Column, from 1, of a cell of the row that begins at a byte; 1 where it has fewer cells. */
export function columnOfCell(text: Uint8Array, rowStart: number, cell: number): number {
  return columnAt(text, rowStart, startOfCell(text, rowStart, cell) ?? rowStart);
}

/** The byte at which a cell of a row begins; undefined where it has fewer cells. */
export function startOfCell(text: Uint8Array, rowStart: number, cell: number): number | undefined {
  let at = rowStart;
  for (let left = cell; left > 0; left--) {
    const { end } = cellAt(text, at);
    if (text[end] !== COMMA) return undefined;
    at = end + 1;
  }
  return at;
}

/** A name or a cell as a sentence may show it: in one line, however long the file has it. */
export function shown(text: string): string {
  const line = text.slice(0, 41).replaceAll(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

function behindLines(text: Uint8Array, from: number, lines: number): number {
  let at = from;
  for (let left = lines; left > 0 && at < text.length; left--) {
    while (at < text.length && text[at] !== LF && text[at] !== CR) at += 1;
    at = behindLineEnd(text, at);
  }
  return at;
}

/** The last place of a rising list whose value is not above `value`; 0 where there is none. */
function lastAtMost(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  return low;
}
