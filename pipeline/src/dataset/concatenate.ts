import type { DecodedArray, KeyValue, SchemaElement } from 'hyparquet';
import { joined, type ParquetColumns, readParquet } from './parquetColumns.ts';
import { parquetBytes, type WrittenColumn } from './writeParquet.ts';

/** One run's rows of a table. */
export interface TableSource {
  readonly run: string;
  read(): Promise<Uint8Array>;
}

/** Rows in one row group: enough to compress, few enough to be read alone. */
const GROUP_ROWS = 65_536;

const RUN_ID = 'run_id';
const RUN_ID_ELEMENT: SchemaElement = {
  name: RUN_ID,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'REQUIRED',
};

/**
 * Rows of many runs as one Parquet file, in the order given, with the run's id as first column. A column that
 * only some runs have is null in the others. Same sources, same bytes.
 */
export async function concatenated(sources: readonly TableSource[]): Promise<Uint8Array> {
  const parts: { readonly run: string; readonly table: ParquetColumns }[] = [];
  for (const { run, read } of sources) parts.push({ run, table: await readParquet(await read()) });
  const columns = commonSchema(parts);
  const schema = [[RUN_ID_ELEMENT], ...columns.values()];
  function* groups(): Generator<readonly WrittenColumn[]> {
    for (const group of groupsOf(parts)) {
      const ids = group.flatMap(({ run, table }) => new Array<string>(table.rowCount).fill(run));
      const data = [...columns].map(([name, elements]) => ({
        name,
        elements,
        data: joined(group.map(({ table }) => table.columns.get(name) ?? nulls(table.rowCount))),
      }));
      yield [{ name: RUN_ID, elements: [RUN_ID_ELEMENT], data: ids }, ...data];
    }
  }
  const keyValues = commonKeyValues(parts.map(({ table }) => table));
  const bytes = parts.reduce((sum, { table }) => sum + table.rowCount * columns.size * 8, 1 << 16);
  return parquetBytes(schema, groups(), keyValues, bytes);
}

function nulls(length: number): DecodedArray {
  return new Array<null>(length).fill(null);
}

/** Columns in the order in which they turn up; optional where some run lacks them. */
function commonSchema(
  parts: readonly { readonly run: string; readonly table: ParquetColumns }[],
): ReadonlyMap<string, readonly SchemaElement[]> {
  const columns = new Map<string, readonly SchemaElement[]>();
  for (const { run, table } of parts) {
    for (const [name, elements] of table.schema) {
      if (name === RUN_ID) continue;
      const before = columns.get(name);
      if (before === undefined) columns.set(name, elements);
      else if (shapeOf(before) !== shapeOf(elements))
        throw new Error(`column ${name} of ${run} is of another type than in the runs before it`);
      else if (elements[0]?.repetition_type === 'OPTIONAL') columns.set(name, elements);
    }
  }
  for (const [name, elements] of columns) {
    const isEverywhere = parts.every(({ table }) => table.schema.has(name));
    if (!isEverywhere) columns.set(name, optional(elements));
  }
  return columns;
}

function optional([first, ...nested]: readonly SchemaElement[]): readonly SchemaElement[] {
  return first ? [{ ...first, repetition_type: 'OPTIONAL' }, ...nested] : [];
}

function shapeOf(elements: readonly SchemaElement[]): string {
  return JSON.stringify(optional(elements));
}

function commonKeyValues(tables: readonly ParquetColumns[]): KeyValue[] {
  const values = new Map<string, KeyValue>();
  for (const { keyValues } of tables)
    for (const each of keyValues) if (!values.has(each.key)) values.set(each.key, each);
  return [...values.values()];
}

function* groupsOf<Part extends { readonly table: ParquetColumns }>(
  parts: readonly Part[],
): Generator<readonly Part[]> {
  let group: Part[] = [];
  let rows = 0;
  for (const part of parts) {
    group.push(part);
    rows += part.table.rowCount;
    if (rows < GROUP_ROWS) continue;
    yield group;
    group = [];
    rows = 0;
  }
  yield group;
}
