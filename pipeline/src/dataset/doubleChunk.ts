import type { ColumnChunk } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';

// Numbers of sensors are by far the most of what a dataset holds. hyparquet-writer calls a function for every
// byte group of every value; here whole columns are copied, which is thirty times as fast.

/** Columns with at most so many different values, such as targets and fans, become a dictionary. */
const LARGEST_DICTIONARY = 256;

/** Copying arrays as they are in memory is only right where memory has the order of Parquet. */
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Writes one column chunk of type DOUBLE. NaN becomes null, and the column has to be optional where there is
 * one. Uncompressed.
 */
export function writeDoubleChunk(
  writer: ByteWriter,
  name: string,
  values: Float64Array,
  isOptional: boolean,
): ColumnChunk {
  const start = writer.offset;
  const present = isOptional ? withoutNaN(values) : values;
  const nulls = values.length - present.length;
  const levels = isOptional ? definitionLevels(values, nulls) : new ByteWriter(16);
  const dictionary = dictionaryOf(present);
  const page = dictionary ? indexPage(dictionary) : bytesOf(present);
  const dictionaryOffset = dictionary && writeDictionaryPage(writer, dictionary.values);
  const pageOffset = writer.offset;
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.offset + page.length,
    compressed_page_size: levels.offset + page.length,
    data_page_header_v2: {
      num_values: values.length,
      num_nulls: nulls,
      num_rows: values.length,
      encoding: dictionary ? 'RLE_DICTIONARY' : 'PLAIN',
      definition_levels_byte_length: levels.offset,
      repetition_levels_byte_length: 0,
      is_compressed: false,
    },
  });
  writer.appendBytes(levels.getBytes());
  writer.appendBytes(page);
  const size = BigInt(writer.offset - start);
  const statistics = rangeOf(present);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: 'DOUBLE',
      encodings: dictionary ? ['PLAIN', 'RLE_DICTIONARY'] : ['PLAIN'],
      path_in_schema: [name],
      codec: 'UNCOMPRESSED',
      num_values: BigInt(values.length),
      total_uncompressed_size: size,
      total_compressed_size: size,
      data_page_offset: BigInt(pageOffset),
      ...(dictionaryOffset !== undefined && { dictionary_page_offset: BigInt(dictionaryOffset) }),
      statistics: { ...statistics, null_count: BigInt(nulls) },
    },
  };
}

/** Loops instead of array methods: a call a value would take ten times as long as the rest. */
export function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return true;
  }
  return false;
}

function withoutNaN(values: Float64Array): Float64Array {
  if (!hasNaN(values)) return values;
  const present = new Float64Array(values.length);
  let length = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (!Number.isNaN(value)) present[length++] = value;
  }
  return present.subarray(0, length);
}

/** 1 where a value is, 0 where none is. */
function definitionLevels(values: Float64Array, nulls: number): ByteWriter {
  const levels = new Uint8Array(values.length).fill(1);
  if (nulls > 0) for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) levels[i] = 0;
  const writer = new ByteWriter();
  writeRleBitPackedHybrid(writer, levels, 1);
  return writer;
}

interface Dictionary {
  readonly values: Float64Array;
  readonly indexes: Uint8Array;
}

function dictionaryOf(values: Float64Array): Dictionary | undefined {
  const places = new Map<number, number>();
  const indexes = new Uint8Array(values.length);
  let last = Number.NaN;
  let place = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    // A map takes 0 and -0 for the same.
    if (Object.is(value, -0)) return undefined;
    if (value !== last) {
      last = value;
      const known = places.get(value);
      place = known ?? places.size;
      if (known === undefined) {
        if (places.size === LARGEST_DICTIONARY) return undefined;
        places.set(value, place);
      }
    }
    indexes[i] = place;
  }
  // A dictionary of as many values as there are rows saves nothing.
  if (places.size * 2 > values.length) return undefined;
  return { values: Float64Array.from(places.keys()), indexes };
}

function indexPage({ values, indexes }: Dictionary): Uint8Array {
  const bitWidth = Math.ceil(Math.log2(values.length));
  const page = new ByteWriter();
  page.appendUint8(bitWidth);
  writeRleBitPackedHybrid(page, indexes, bitWidth);
  return page.getBytes();
}

function writeDictionaryPage(writer: ByteWriter, values: Float64Array): number {
  const offset = writer.offset;
  const bytes = bytesOf(values);
  writePageHeader(writer, {
    type: 'DICTIONARY_PAGE',
    uncompressed_page_size: bytes.length,
    compressed_page_size: bytes.length,
    dictionary_page_header: { num_values: values.length, encoding: 'PLAIN' },
  });
  writer.appendBytes(bytes);
  return offset;
}

function bytesOf(values: Float64Array): Uint8Array {
  if (IS_LITTLE_ENDIAN) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const view = new DataView(new ArrayBuffer(values.byteLength));
  for (const [index, value] of values.entries()) view.setFloat64(index * 8, value, true);
  return new Uint8Array(view.buffer);
}

function rangeOf(values: Float64Array): { min_value?: number; max_value?: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!(min <= max)) return {};
  // Parquet wants the sign of zero so that both zeros lie in between.
  return { min_value: min === 0 ? -0 : min, max_value: max === 0 ? 0 : max };
}
