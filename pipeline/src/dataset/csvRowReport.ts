import { plural } from '../quantities.ts';
import { type CsvCell, textOfCell } from './csvCell.ts';
import type { CsvFindings } from './csvFindings.ts';
import { columnAt, columnOfCell, shown } from './csvPlace.ts';

/** A row that is being read: its line, from 1, and the bytes at which it begins and ends. */
export interface CsvRow {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** Says what is wrong with the rows of a table, in words. */
export class CsvRowReport {
  readonly #text: Uint8Array;
  readonly #names: readonly string[];
  readonly #findings: CsvFindings;

  constructor(text: Uint8Array, names: readonly string[], findings: CsvFindings) {
    this.#text = text;
    this.#names = names;
    this.#findings = findings;
  }

  noNumber(line: number, rowStart: number, at: number, index: number, cell: CsvCell): void {
    const field = this.#names[index] ?? '';
    const what = `cells of "${field}" that hold no number`;
    this.#findings.addRepeated('type-error', 'error', field, what, () => ({
      place: { line, column: columnAt(this.#text, rowStart, at), field },
      message: `"${shown(textOfCell(this.#text, cell))}" is no number; correct it, or leave the cell empty where nothing was measured.`,
    }));
  }

  blank({ line }: CsvRow): void {
    this.#findings.addRepeated('blank-row', 'warning', undefined, 'blank rows', () => ({
      place: { line, column: 1 },
      message: 'This row is blank and is passed over; take it out.',
    }));
  }

  missingCells({ line, start, end }: CsvRow, cells: number): void {
    const what = 'rows with too few cells';
    this.#findings.addRepeated('missing-cell', 'error', undefined, what, () => ({
      place: { line, column: columnAt(this.#text, start, end) },
      message: `${this.#counts(cells)}; put the missing cells in, empty where nothing was measured.`,
    }));
  }

  extraCells({ line, start }: CsvRow, cells: number): void {
    const what = 'rows with too many cells';
    this.#findings.addRepeated('extra-cell', 'error', undefined, what, () => ({
      place: { line, column: columnOfCell(this.#text, start, this.#names.length) },
      message: `${this.#counts(cells)}; the row is left out unless the rest is empty; write decimals with a point.`,
    }));
  }

  truncated({ line, start, end }: CsvRow, cells: number): void {
    this.#findings.add(
      'truncated-file',
      'error',
      { line, column: columnAt(this.#text, start, end) },
      `${this.#counts(cells)} and no end, so the table was cut off here; copy the file again, or take the row out.`,
    );
  }

  #counts(cells: number): string {
    return `The header names ${plural(this.#names.length, 'column')} and this row has ${plural(cells, 'cell')}`;
  }
}
