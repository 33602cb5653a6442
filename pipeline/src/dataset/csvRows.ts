import { behindLineEnd, COMMA, CR, cellAt, isBlankRow, LF, numberOfCell } from './csvCell.ts';
import type { CsvHeader } from './csvHeader.ts';
import { CsvRowPlaces, startOfCell } from './csvPlace.ts';
import type { CsvRow, CsvRowReport } from './csvRowReport.ts';
import { longDecimal } from './longDecimal.ts';

/** The rows of a table as columns. */
export interface CsvRows {
  readonly rowCount: number;
  /** One for each column of the header that is wanted; there may be more room than rows. */
  readonly columns: readonly (Float64Array | undefined)[];
  readonly places: CsvRowPlaces;
}

const MINUS = 0x2d;
const POINT = 0x2e;

/** A whole number of so many digits is exact in a double, and so are these powers of ten: their quotient is
 * the nearest double, because it is rounded once. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, digits) => 10 ** digits);

/** Rows are read in blocks of so many, because the engine makes a function fast that is called often. */
const ROWS_A_BLOCK = 1024;

/** A table that is being read. */
interface Source {
  /** Ends with a line end. */
  readonly text: Uint8Array;
  /** That line end was put there because the file has none. */
  readonly isCut: boolean;
  readonly header: CsvHeader;
  readonly report: CsvRowReport;
  readonly places: CsvRowPlaces;
}

/** How far the reading is. */
interface Cursor {
  /** The next byte; behind a row, its line end. */
  at: number;
  /** The line, from 1, on which the next row begins. */
  line: number;
  /** Rows that are kept. */
  rows: number;
  /** Of the row that was read last: how many cells it has, and how many lines it goes over. */
  cells: number;
  lines: number;
}

/**
 * Reads the rows behind a header.
 *
 * @param text ends with a line end
 * @param isCut whether that line end was put there because the file has none
 * @param isRead which columns are wanted; only their cells must be numbers
 */
export function readRows(
  text: Uint8Array,
  isCut: boolean,
  header: CsvHeader,
  isRead: readonly boolean[],
  report: CsvRowReport,
): CsvRows {
  const places = new CsvRowPlaces(text, header.nextLine);
  const source: Source = { text, isCut, header, report, places };
  const cursor: Cursor = { at: header.end, line: header.nextLine, rows: 0, cells: 0, lines: 1 };
  const columns: (Float64Array | undefined)[] = [];
  for (const wanted of isRead) columns.push(wanted ? new Float64Array(ROWS_A_BLOCK) : undefined);
  let capacity = ROWS_A_BLOCK;
  const end = header.isReadable ? text.length : header.end;
  while (cursor.at < end) {
    if (cursor.rows + ROWS_A_BLOCK > capacity) {
      // As many as the file will hold if the rest of its rows are as long as those before.
      const rest = (cursor.rows * (end - cursor.at)) / (cursor.at - header.end);
      capacity += Math.ceil(rest * 1.02) + ROWS_A_BLOCK;
      for (const [index, column] of columns.entries())
        if (column !== undefined) columns[index] = grown(column, capacity);
    }
    readBlock(source, cursor, columns);
  }
  return { rowCount: cursor.rows, columns, places };
}

/** Reads the next rows, as many as a block has or the text still holds. */
function readBlock(
  source: Source,
  cursor: Cursor,
  columns: readonly (Float64Array | undefined)[],
): void {
  const { text, header, report, places } = source;
  const width = header.names.length;
  for (let count = 0; count < ROWS_A_BLOCK && cursor.at < text.length; count++) {
    const { at: start, line } = cursor;
    readRow(text, cursor, columns, cursor.rows, report);
    const end = cursor.at;
    cursor.at = behindLineEnd(text, end);
    cursor.line += cursor.lines;
    if (cursor.cells !== width && !isKept(source, cursor, { line, start, end })) continue;
    for (let cell = cursor.cells; cell < width; cell++) {
      const column = columns[cell];
      if (column !== undefined) column[cursor.rows] = Number.NaN;
    }
    places.add(cursor.rows, line, start);
    cursor.rows += 1;
  }
}

/** Tells what is wrong with a row of too few or too many cells. */
function isKept({ text, isCut, header, report }: Source, cursor: Cursor, row: CsvRow): boolean {
  const width = header.names.length;
  if (isBlankRow(text, row.start, row.end)) {
    report.blank(row);
    return false;
  }
  if (cursor.cells > width) {
    report.extraCells(row, cursor.cells);
    // Nobody knows which cell is the one too many, unless nothing stands behind the last column.
    return hasOnlyCommas(text, startOfCell(text, row.start, width) ?? row.end, row.end);
  }
  if (isCut && cursor.at >= text.length) {
    report.truncated(row, cursor.cells);
    return false;
  }
  report.missingCells(row, cursor.cells);
  return true;
}

function hasOnlyCommas(text: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text[at] !== COMMA) return false;
  return true;
}

/** Reads one row into the columns, up to its line end. */
function readRow(
  text: Uint8Array,
  cursor: Cursor,
  columns: readonly (Float64Array | undefined)[],
  row: number,
  report: CsvRowReport,
): void {
  const start = cursor.at;
  let at = start;
  let cells = 0;
  cursor.lines = 1;
  for (;;) {
    // What nearly all cells are: digits, perhaps with a sign and a point, and at once the next cell.
    const cellStart = at;
    const isNegative = text[at] === MINUS;
    if (isNegative) at += 1;
    const firstDigit = at;
    let digits = -at;
    let value = 0;
    let digit = (text[at] ?? 0) ^ 48;
    while (digit <= 9) {
      value = value * 10 + digit;
      at += 1;
      digit = (text[at] ?? 0) ^ 48;
    }
    digits += at;
    let decimals = 0;
    if (text[at] === POINT) {
      at += 1;
      decimals = -at;
      digit = (text[at] ?? 0) ^ 48;
      while (digit <= 9) {
        value = value * 10 + digit;
        at += 1;
        digit = (text[at] ?? 0) ^ 48;
      }
      decimals += at;
      digits += decimals;
    }
    const column = columns[cells];
    let behind = text[at];
    const isWhole = behind === COMMA || behind === LF || behind === CR;
    if (isWhole && digits > 0 && digits <= EXACT_DIGITS) {
      if (decimals > 0) value /= POWERS_OF_TEN[decimals] ?? 1;
      if (column !== undefined) column[row] = isNegative ? -value : value;
    } else if (isWhole && at === cellStart) {
      if (column !== undefined) column[row] = Number.NaN;
    } else {
      const long = isWhole && digits > 0 ? longDecimal(text, firstDigit, at, decimals) : Number.NaN;
      if (!Number.isNaN(long)) {
        if (column !== undefined) column[row] = isNegative ? -long : long;
      } else {
        const cell = cellAt(text, cellStart);
        if (column !== undefined) {
          const number = numberOfCell(text, cell);
          if (number === undefined) report.noNumber(cursor.line, start, cellStart, cells, cell);
          column[row] = number ?? Number.NaN;
        }
        cursor.lines += cell.lineEnds;
        at = cell.end;
        behind = text[at];
      }
    }
    cells += 1;
    if (behind !== COMMA) break;
    at += 1;
  }
  cursor.at = at;
  cursor.cells = cells;
}

function grown(column: Float64Array, length: number) {
  const copy = new Float64Array(length);
  copy.set(column);
  return copy;
}
