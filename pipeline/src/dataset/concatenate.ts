import type { DecodedArray, KeyValue, SchemaElement } from 'hyparquet';
import { Failure } from '../exit.ts';
import {
  joined,
  type ParquetColumns,
  type ParquetShape,
  parquetShape,
  readParquet,
} from './parquetColumns.ts';
import { parquetPieces, type WrittenColumn } from './writeParquet.ts';

/** One run's rows of a table. */
export interface TableSource {
  readonly run: string;
  read(): Promise<Uint8Array>;
}

/** Rows in one row group: enough to compress, few enough to be read alone. */
const GROUP_ROWS = 65_536;
const GROUP_BYTES = 32 * 1024 * 1024;

const RUN_ID = 'run_id';
const RUN_ID_ELEMENT: SchemaElement = {
  name: RUN_ID,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'REQUIRED',
};

/**
 * Rows of many runs as one Parquet file, in the order given, with the run's id as first column. A column that
 * only some runs have is null in the others. Same sources, same bytes. Sources are read twice, so that only a
 * few of them are in memory: first what columns they have, then their rows.
 */
export async function* concatenated(sources: readonly TableSource[]): AsyncGenerator<Uint8Array> {
  const shapes: Shape[] = [];
  for (const { run, read } of sources) {
    const bytes = await read();
    shapes.push({ run, bytes: bytes.length, ...parquetShape(bytes) });
  }
  const columns = commonSchema(shapes);
  const schema = [[RUN_ID_ELEMENT], ...columns.values()];
  yield* parquetPieces(schema, rowGroups(sources, shapes, columns), commonKeyValues(shapes));
}

/** One source without its rows. */
interface Shape extends ParquetShape {
  readonly run: string;
  readonly bytes: number;
}

async function* rowGroups(
  sources: readonly TableSource[],
  shapes: readonly Shape[],
  columns: ReadonlyMap<string, readonly SchemaElement[]>,
): AsyncGenerator<readonly WrittenColumn[]> {
  for (const [from, to] of groupsOf(shapes)) {
    const parts: { readonly run: string; readonly table: ParquetColumns }[] = [];
    for (const { run, read } of sources.slice(from, to))
      parts.push({ run, table: await readParquet(await read()) });
    const ids = parts.flatMap(({ run, table }) => new Array<string>(table.rowCount).fill(run));
    const data = [...columns].map(([name, elements]) => ({
      name,
      elements,
      data: joined(parts.map(({ table }) => table.columns.get(name) ?? nulls(table.rowCount))),
    }));
    yield [{ name: RUN_ID, elements: [RUN_ID_ELEMENT], data: ids }, ...data];
  }
}

function nulls(length: number): DecodedArray {
  return new Array<null>(length).fill(null);
}

/** Columns in the order in which they turn up; optional where some run lacks them. */
function commonSchema(shapes: readonly Shape[]): ReadonlyMap<string, readonly SchemaElement[]> {
  const columns = new Map<string, readonly SchemaElement[]>();
  for (const { run, schema } of shapes) {
    for (const [name, elements] of schema) {
      if (name === RUN_ID) continue;
      const before = columns.get(name);
      if (before === undefined) columns.set(name, elements);
      else if (typeOf(before) !== typeOf(elements))
        throw new Failure(
          `The column "${name}" of ${run} is of another type than in the runs before it, as another version wrote it; do its stage anew with --force.`,
        );
      else if (elements[0]?.repetition_type === 'OPTIONAL') columns.set(name, elements);
    }
  }
  for (const [name, elements] of columns)
    if (!shapes.every(({ schema }) => schema.has(name))) columns.set(name, optional(elements));
  return columns;
}

function optional([first, ...nested]: readonly SchemaElement[]): readonly SchemaElement[] {
  return first ? [{ ...first, repetition_type: 'OPTIONAL' }, ...nested] : [];
}

function typeOf(elements: readonly SchemaElement[]): string {
  return JSON.stringify(optional(elements));
}

function commonKeyValues(shapes: readonly Shape[]): KeyValue[] {
  const values = new Map<string, KeyValue>();
  for (const { keyValues } of shapes)
    for (const each of keyValues) if (!values.has(each.key)) values.set(each.key, each);
  return [...values.values()];
}

/** Sources that become one row group, from and to. */
function* groupsOf(shapes: readonly Shape[]): Generator<readonly [number, number]> {
  let from = 0;
  let rows = 0;
  let size = 0;
  for (const [index, { rowCount, bytes }] of shapes.entries()) {
    rows += rowCount;
    size += bytes;
    if (rows < GROUP_ROWS && size < GROUP_BYTES) continue;
    yield [from, index + 1];
    from = index + 1;
    rows = 0;
    size = 0;
  }
  if (from < shapes.length) yield [from, shapes.length];
}
