import { CHANNELS, type SensorTable } from '#core/run/channels';
import type { RunFinding } from '#core/run/findings';
import { RUN_FILE } from '#core/run/runFolder';
import { endsWithLineEnd, withLineEnd } from './csvCell.ts';
import { CsvFindings } from './csvFindings.ts';
import { readHeader } from './csvHeader.ts';
import { CsvRowReport } from './csvRowReport.ts';
import { readRows } from './csvRows.ts';

/** sensors.csv as columns, and the way back from a row to its place in the file. */
export interface SensorsCsv {
  readonly table: SensorTable;
  /** Line of the file, from 1, on which a row of the table (from 0) stands. */
  lineOfRow(row: number): number;
  /** Column of that line, from 1, at which a cell begins; 1 where the row has no such cell. */
  columnOfCell(row: number, field: string): number;
  /** In the order of the file; few however broken it is. */
  readonly findings: RunFinding[];
}

/**
 * Reads sensors.csv (RFC 4180: a header, commas, cells that may be quoted, any line end, an optional BOM)
 * into one array of numbers a channel, each the nearest double. A cell that is empty or says `nan` or
 * `null` is NaN, and so is one that holds no number, which is told. Columns that are no channel are not
 * read, and of two with one name only the first. It never throws: what cannot be read is a finding.
 */
export function readSensorsCsv(bytes: Uint8Array): SensorsCsv {
  const isCut = !endsWithLineEnd(bytes);
  const text = isCut ? withLineEnd(bytes) : bytes;
  const findings = new CsvFindings(RUN_FILE.sensors);
  const header = readHeader(text, findings);
  const { names } = header;
  const isRead = names.map(
    (name, index) => names.indexOf(name) === index && CHANNELS.some((each) => each.name === name),
  );
  const report = new CsvRowReport(text, names, findings);
  const { rowCount, columns, places } = readRows(text, isCut, header, isRead, report);
  if (header.isReadable && rowCount === 0) {
    const message = 'The table has a header and no rows; record the run again.';
    findings.add('empty-file', 'error', { line: header.nextLine, column: 1 }, message);
  }
  const table = new Map<string, Float64Array>();
  for (const [index, column] of columns.entries())
    if (column !== undefined) table.set(names[index] ?? '', column.slice(0, rowCount));
  return {
    table: { rowCount, columns: table },
    lineOfRow: (row) => places.lineOf(row),
    columnOfCell: (row, field) => places.columnOf(row, names.indexOf(field)),
    findings: findings.list(),
  };
}
