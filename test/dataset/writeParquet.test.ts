import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import {
  concatenated as pieces,
  type TableSource,
} from '../../pipeline/src/dataset/concatenate.ts';
import { readParquet, readSensorParquet } from '../../pipeline/src/dataset/parquetColumns.ts';
import { parquetBytes, sensorParquet } from '../../pipeline/src/dataset/writeParquet.ts';

/** Numbers as sensors have them: many alike, some missing, zeros of both signs, the largest and the smallest. */
const NUMBER = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, -0, 60, 210.5, Number.NaN, -1e-320, 1.797e308) },
  { weight: 1, arbitrary: fc.double() },
);

const TABLE = fc
  .record({
    rows: fc.nat(600),
    names: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'ä'), { minLength: 1 }),
  })
  .chain(({ rows, names }) =>
    fc
      .tuple(...names.map(() => fc.array(NUMBER, { minLength: rows, maxLength: rows })))
      .map((columns) => ({
        rowCount: rows,
        columns: new Map(names.map((name, index) => [name, Float64Array.from(columns[index]!)])),
      })),
  );

test('numbers come back to the last bit, and what is missing comes back as missing', async () => {
  await fc.assert(
    fc.asyncProperty(TABLE, async (table) => {
      const bytes = sensorParquet(table);
      const read = await readSensorParquet(bytes);
      expect(read.rowCount).toBe(table.rowCount);
      expect([...read.columns.keys()]).toEqual([...table.columns.keys()]);
      for (const [name, column] of table.columns)
        for (let row = 0; row < table.rowCount; row++)
          if (!Object.is(read.columns.get(name)![row], column[row]))
            throw new Error(`${name}[${row}]: ${read.columns.get(name)![row]} for ${column[row]}`);
      expect(sensorParquet(table)).toEqual(bytes);
    }),
  );
});

test('a value that is missing is null, and its column says so', async () => {
  const { schema, columns } = await readParquet(
    sensorParquet({
      rowCount: 3,
      columns: new Map([
        ['whole', Float64Array.of(1, 2, 3)],
        ['gappy', Float64Array.of(1, Number.NaN, 3)],
      ]),
    }),
  );
  expect([...schema.values()].map(([element]) => element?.repetition_type)).toEqual([
    'REQUIRED',
    'OPTIONAL',
  ]);
  expect([...columns.get('gappy')!]).toEqual([1, null, 3]);
});

async function concatenated(sources: readonly TableSource[]): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces(sources)) all.push(piece);
  return new Uint8Array(Buffer.concat(all));
}

describe('runs behind one another', () => {
  const source = (run: string, bytes: Uint8Array) => ({ run, read: async () => bytes });
  const numbers = (columns: Readonly<Record<string, readonly number[]>>) =>
    sensorParquet({
      rowCount: Object.values(columns)[0]!.length,
      columns: new Map(
        Object.entries(columns).map(([name, data]) => [name, Float64Array.from(data)]),
      ),
    });

  /** Rows as objects, for reading. */
  async function rowsOf(bytes: Uint8Array): Promise<readonly Record<string, unknown>[]> {
    const { rowCount, columns } = await readParquet(bytes);
    return Array.from({ length: rowCount }, (_, row) =>
      Object.fromEntries([...columns].map(([name, data]) => [name, data[row]])),
    );
  }

  test('a column that a run lacks is null in it', async () => {
    const bytes = await concatenated([
      source('r1', numbers({ t: [1, 2], a: [5, 6] })),
      source('r2', numbers({ t: [7], b: [8] })),
    ]);
    expect(await rowsOf(bytes)).toEqual([
      { run_id: 'r1', t: 1, a: 5, b: null },
      { run_id: 'r1', t: 2, a: 6, b: null },
      { run_id: 'r2', t: 7, a: null, b: 8 },
    ]);
  });

  test('columns of words, whole numbers and lists keep their types', async () => {
    const part = (n: number) =>
      parquetBytes(SCHEMA, [
        [
          { name: 'word', elements: SCHEMA[0]!, data: [`w${n}`, null] },
          { name: 'big', elements: SCHEMA[1]!, data: [BigInt(n), 2n ** 60n] },
          { name: 'list', elements: SCHEMA[2]!, data: [[n, 2.5], []] },
          { name: 'x', elements: SCHEMA[3]!, data: [n / 2, null] },
        ],
      ]);
    const bytes = await concatenated([source('r1', part(1)), source('r2', part(2))]);
    expect(await rowsOf(bytes)).toEqual([
      { run_id: 'r1', word: 'w1', big: 1n, list: [1, 2.5], x: 0.5 },
      { run_id: 'r1', word: null, big: 2n ** 60n, list: [], x: null },
      { run_id: 'r2', word: 'w2', big: 2n, list: [2, 2.5], x: 1 },
      { run_id: 'r2', word: null, big: 2n ** 60n, list: [], x: null },
    ]);
  });

  test('parts of other writers, with snappy and dictionaries', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: 'run_id', data: new Array(500).fill('own'), type: 'STRING' },
        { name: 'kind', data: Array.from({ length: 500 }, (_, i) => `k${i % 3}`), type: 'STRING' },
        { name: 'n', data: Array.from({ length: 500 }, (_, i) => i), type: 'INT32' },
      ],
    });
    const rows = await rowsOf(await concatenated([source('r1', new Uint8Array(buffer))]));
    expect(rows).toHaveLength(500);
    expect(rows[7]).toEqual({ run_id: 'r1', kind: 'k1', n: 7 });
  });

  test('no rows at all is a table as well', async () => {
    const bytes = await concatenated([source('r1', numbers({ t: [] }))]);
    expect(await rowsOf(bytes)).toEqual([]);
    expect([...(await readParquet(bytes)).schema.keys()]).toEqual(['run_id', 't']);
  });

  test('many rows are put into groups that can be read alone', async () => {
    const long = numbers({ t: Array.from({ length: 50_000 }, (_, i) => i / 20) });
    const bytes = await concatenated(['a', 'b', 'c', 'd'].map((run) => source(run, long)));
    const { rowCount, columns } = await readParquet(bytes);
    expect(rowCount).toBe(200_000);
    expect([columns.get('run_id')![149_999], columns.get('t')![150_001]]).toEqual(['c', 0.05]);
  });

  test('a column of two types is told', async () => {
    const words = parquetBytes(
      [SCHEMA[0]!],
      [[{ name: 'word', elements: SCHEMA[0]!, data: ['a'] }]],
    );
    await expect(
      concatenated([source('r1', words), source('r2', numbers({ word: [1] }))]),
    ).rejects.toThrow('The column "word" of r2 is of another type than in the runs before it');
  });
});

const SCHEMA: readonly (readonly SchemaElement[])[] = [
  [{ name: 'word', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }],
  [{ name: 'big', type: 'INT64', repetition_type: 'REQUIRED' }],
  [
    { name: 'list', num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { name: 'element', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  ],
  [{ name: 'x', type: 'DOUBLE', repetition_type: 'OPTIONAL' }],
];
