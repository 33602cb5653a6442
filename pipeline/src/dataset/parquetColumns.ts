import {
  type DecodedArray,
  type FileMetaData,
  type KeyValue,
  parquetMetadata,
  parquetRead,
  type SchemaElement,
} from 'hyparquet';
import type { SensorTable } from '#core/run/channels';

/** What a Parquet file holds, without its rows. */
export interface ParquetShape {
  readonly rowCount: number;
  /** By name of the column; a nested column is more than one element, the first is its own. */
  readonly schema: ReadonlyMap<string, readonly SchemaElement[]>;
  readonly keyValues: readonly KeyValue[];
}

/** A Parquet file in columns. */
export interface ParquetColumns extends ParquetShape {
  /** Typed arrays where the column has no gaps and its type allows it. */
  readonly columns: ReadonlyMap<string, DecodedArray>;
}

/** Reads what describes a file that is in memory. Throws where it is no Parquet. */
export function parquetShape(bytes: Uint8Array): ParquetShape {
  return shapeOf(parquetMetadata(bufferOf(bytes)));
}

function shapeOf(metadata: FileMetaData): ParquetShape {
  return {
    rowCount: Number(metadata.num_rows),
    schema: schemaByColumn(metadata),
    keyValues: metadata.key_value_metadata ?? [],
  };
}

/** hyparquet takes whole buffers, and these bytes may be a window into a larger one. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return isWhole ? buffer : new Uint8Array(bytes).buffer;
}

/** Reads all of a file that is in memory. Throws where it is no Parquet. */
export async function readParquet(bytes: Uint8Array): Promise<ParquetColumns> {
  const buffer = bufferOf(bytes);
  const metadata = parquetMetadata(buffer);
  const chunks = new Map<string, { readonly rowStart: number; readonly data: DecodedArray }[]>();
  await parquetRead({
    file: { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) },
    metadata,
    utf8: false,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const before = chunks.get(columnName) ?? [];
      chunks.set(columnName, [...before, { rowStart, data: columnData }]);
    },
  });
  const shape = shapeOf(metadata);
  const columns = new Map<string, DecodedArray>();
  for (const name of shape.schema.keys()) {
    const ofColumn = (chunks.get(name) ?? []).sort((a, b) => a.rowStart - b.rowStart);
    columns.set(name, joined(ofColumn.map(({ data }) => data)));
  }
  return { ...shape, columns };
}

function schemaByColumn({ schema }: FileMetaData): ReadonlyMap<string, readonly SchemaElement[]> {
  const columns = new Map<string, readonly SchemaElement[]>();
  let at = 1;
  while (at < schema.length) {
    const end = endOfElement(schema, at);
    columns.set(schema[at]?.name ?? '', schema.slice(at, end));
    at = end;
  }
  return columns;
}

/** One past an element and all that is nested in it. */
function endOfElement(schema: readonly SchemaElement[], at: number): number {
  let end = at + 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++)
    end = endOfElement(schema, end);
  return end;
}

/** A part that is a table of numbers; null becomes NaN, columns of other types are left out. */
export async function readSensorParquet(bytes: Uint8Array): Promise<SensorTable> {
  const { rowCount, schema, columns } = await readParquet(bytes);
  const numbers = new Map<string, Float64Array>();
  for (const [name, data] of columns) {
    const type = schema.get(name)?.[0]?.type;
    if (type !== 'DOUBLE' && type !== 'FLOAT' && type !== 'INT32') continue;
    numbers.set(
      name,
      data instanceof Float64Array ? data : Float64Array.from(data, (value) => value ?? Number.NaN),
    );
  }
  return { rowCount, columns: numbers };
}

/** Arrays behind one another: typed where all of them are of one type. */
export function joined(arrays: readonly DecodedArray[]): DecodedArray {
  const [first] = arrays;
  if (first === undefined) return [];
  if (arrays.length === 1) return first;
  const length = arrays.reduce((sum, { length: each }) => sum + each, 0);
  if (first instanceof Float64Array && arrays.every((each) => each instanceof Float64Array)) {
    const all = new Float64Array(length);
    let at = 0;
    for (const each of arrays) {
      all.set(each, at);
      at += each.length;
    }
    return all;
  }
  const all: unknown[] = [];
  for (const each of arrays) for (const value of each) all.push(value);
  return all;
}
