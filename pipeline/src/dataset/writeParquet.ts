import type { ColumnChunk, DecodedArray, KeyValue, RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SensorTable } from '#core/run/channels';
import { hasNaN, writeDoubleChunk } from './doubleChunk.ts';

/** A column as it is written. */
export interface WrittenColumn {
  readonly name: string;
  /** Its schema; more than one element where it is nested. */
  readonly elements: readonly SchemaElement[];
  /** NaN in a column of type DOUBLE is null. */
  readonly data: DecodedArray;
}

/**
 * Parquet from row groups, all of it in memory; every group has the columns of the schema in its order. Same
 * columns, same bytes. An empty group is left out.
 */
export function parquetBytes(
  schema: readonly (readonly SchemaElement[])[],
  groups: Iterable<readonly WrittenColumn[]>,
  keyValues: readonly KeyValue[] = [],
  expectedBytes = 1 << 16,
): Uint8Array {
  // Growing means copying all that is there.
  const writer = new ByteWriter(expectedBytes);
  const parquet = parquetWriter(writer, schema, keyValues);
  for (const columns of groups) writeGroup(writer, parquet, columns);
  parquet.finish();
  return writer.getBytes();
}

/** The same in pieces, of which only one at a time is in memory: a row group each, and what describes them. */
export async function* parquetPieces(
  schema: readonly (readonly SchemaElement[])[],
  groups: AsyncIterable<readonly WrittenColumn[]>,
  keyValues: readonly KeyValue[] = [],
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter(1 << 16);
  const parquet = parquetWriter(writer, schema, keyValues);
  for await (const columns of groups) {
    writeGroup(writer, parquet, columns);
    yield taken(writer);
  }
  parquet.finish();
  yield taken(writer);
}

/** What was written since the last time; `offset` goes on counting. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function parquetWriter(
  writer: ByteWriter,
  schema: readonly (readonly SchemaElement[])[],
  keyValues: readonly KeyValue[],
): ParquetWriter {
  return new ParquetWriter({
    writer,
    createdBy: '3dpai',
    schema: [{ name: 'root', num_children: schema.length }, ...schema.flat()],
    ...(keyValues.length > 0 && { kvMetadata: [...keyValues] }),
  });
}

function writeGroup(
  writer: ByteWriter,
  parquet: ParquetWriter,
  columns: readonly WrittenColumn[],
): void {
  const rows = columns[0]?.data.length ?? 0;
  if (rows === 0) return;
  const start = writer.offset;
  const chunks: ColumnChunk[] = [];
  for (const { name, elements, data } of columns) {
    const [element] = elements;
    if (element?.type === 'DOUBLE' && element.converted_type === undefined) {
      const isOptional = element.repetition_type !== 'REQUIRED';
      chunks.push(writeDoubleChunk(writer, name, doubles(data), isOptional));
      continue;
    }
    // The writer closes a row group behind every call: its chunks are taken over into ours.
    parquet.write({ columnData: [{ name, data }], rowGroupSize: rows });
    const group = parquet.row_groups.pop();
    parquet.num_rows -= BigInt(rows);
    chunks.push(...(group?.columns ?? []));
  }
  const size = (of: (chunk: ColumnChunk) => bigint | undefined) =>
    chunks.reduce((sum, chunk) => sum + (of(chunk) ?? 0n), 0n);
  const group: RowGroup = {
    columns: chunks,
    num_rows: BigInt(rows),
    total_byte_size: size(({ meta_data }) => meta_data?.total_uncompressed_size),
    total_compressed_size: BigInt(writer.offset - start),
  };
  parquet.row_groups.push(group);
  parquet.num_rows += BigInt(rows);
}

function doubles(data: DecodedArray): Float64Array {
  if (data instanceof Float64Array) return data;
  const values = new Float64Array(data.length);
  for (let i = 0; i < values.length; i++) values[i] = data[i] ?? Number.NaN;
  return values;
}

/** So many rows in a row group of one run. */
const GROUP_ROWS = 1 << 20;

/** A table of numbers as a part of a run: NaN is null. */
export function sensorParquet({ rowCount, columns }: SensorTable): Uint8Array {
  const schema = [...columns].map(([name, data]): readonly [SchemaElement] => [
    {
      name,
      type: 'DOUBLE',
      repetition_type: hasNaN(data) ? 'OPTIONAL' : 'REQUIRED',
    },
  ]);
  function* groups(): Generator<readonly WrittenColumn[]> {
    for (let from = 0; from < rowCount; from += GROUP_ROWS)
      yield [...columns].map(([name, data], index) => ({
        name,
        elements: schema[index] ?? [],
        data: data.subarray(from, Math.min(rowCount, from + GROUP_ROWS)),
      }));
  }
  return parquetBytes(schema, groups(), [], rowCount * columns.size * 8 + (1 << 14));
}
