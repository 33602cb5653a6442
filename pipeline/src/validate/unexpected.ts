import type { ChannelName } from '#core/run/channels';
import { count as inWords } from '../quantities.ts';
import type { Outcome, Problem } from './kind.ts';
import type { RunUnderTest } from './runUnderTest.ts';

/** Unexpected values that a result shows. */
const SHOWN = 20;

/** Rows of a table that are not as expected: how many, and the first of them. */
export interface UnexpectedRows {
  count: number;
  readonly rows: number[];
}

export function noRows(): UnexpectedRows {
  return { count: 0, rows: [] };
}

export function addRow(unexpected: UnexpectedRows, row: number): void {
  unexpected.count += 1;
  if (unexpected.rows.length < SHOWN) unexpected.rows.push(row);
}

/** Rows without a value. */
export function rowsWithout(values: Float64Array): UnexpectedRows {
  const found = noRows();
  for (let row = 0; row < values.length; row++)
    if (Number.isNaN(values[row] ?? Number.NaN)) addRow(found, row);
  return found;
}

/** Rows with a value below or above what may be. */
export function rowsOutside(values: Float64Array, min: number, max: number): UnexpectedRows {
  const found = noRows();
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (value < min || value > max) addRow(found, row);
  }
  return found;
}

/** The columns of a run that hold anything. */
export function columnsOf(
  run: RunUnderTest,
  names: readonly ChannelName[],
): (readonly [ChannelName, Float64Array])[] {
  return names.flatMap((name) => {
    const values = columnOf(run, name);
    return values ? [[name, values] as const] : [];
  });
}

/** A column that is there and holds something. A channel that was not measured may well have one. */
export function columnOf(run: RunUnderTest, name: ChannelName): Float64Array | undefined {
  const values = run.sensors.table.columns.get(name);
  return values?.some((value) => !Number.isNaN(value)) ? values : undefined;
}

/**
 * The outcome of looking at the rows of a column.
 *
 * @param describe the sentence for the first unexpected row
 * @param success whether they are few enough; by default there must be none
 */
export function rowsOutcome(
  run: RunUnderTest,
  field: ChannelName,
  elementCount: number,
  unexpected: UnexpectedRows,
  describe: (row: number) => string,
  success = unexpected.count === 0,
): Outcome {
  const values = run.sensors.table.columns.get(field);
  const [first] = unexpected.rows;
  return {
    field,
    success,
    elementCount,
    unexpectedCount: unexpected.count,
    partial: unexpected.rows.map((row) => shownValue(values?.[row])),
    problems:
      success || first === undefined
        ? []
        : [
            {
              ...placeOf(run, field, first),
              ...(unexpected.count > 1 && { count: unexpected.count }),
              message: describe(first),
            },
          ],
  };
}

/** An outcome of one thing that was looked at. */
export function singleOutcome(
  success: boolean,
  value: number | string,
  problem: () => Problem,
): Outcome {
  return {
    success,
    elementCount: 1,
    unexpectedCount: success ? 0 : 1,
    partial: success ? [] : [value],
    problems: success ? [] : [problem()],
  };
}

/** Where a cell is written. */
export function placeOf({ sensors }: RunUnderTest, field: ChannelName, row: number) {
  return { file: sensors.file, ...sensors.placeOf?.(row, field), field };
}

/** `This row has`, `This row and 3 more have`. */
export function rowsHave(number: number, one = 'has', many = 'have'): string {
  return number === 1 ? `This row ${one}` : `This row and ${inWords(number - 1)} more ${many}`;
}

function shownValue(value: number | undefined): number | string {
  return value === undefined || Number.isNaN(value) ? '' : value;
}
