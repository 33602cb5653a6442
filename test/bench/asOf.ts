import { DuckDBInstance } from '@duckdb/node-api';
import { asOf, resample, samplesOf } from '#core/run/resample';
import { type BenchRow, best, row } from './row.ts';

const ROWS = 2_000_000;
const RUNS = 5;

/**
 * Bringing a channel onto other times: for each of two million moments the last of two million samples that is
 * not later. DuckDB has both tables in memory and only sums what it finds up; we write down every value.
 */
export async function asOfRows(): Promise<BenchRow[]> {
  const times = Float64Array.from(
    { length: ROWS },
    (_, i) => i * 0.05 + ((i * 7919) % 1000) * 1e-5,
  );
  const queries = Float64Array.from({ length: ROWS }, (_, i) => i * 0.05 + 0.02);
  const values = Float64Array.from({ length: ROWS }, (_, i) => (i * 31) % 997);
  const duckDb = await duckDbAsOf();
  const samples = samplesOf(times, values);
  const taken = resample(samples, 'state', queries);
  const sum = taken.reduce((all, value) => (Number.isNaN(value) ? all : all + value), 0);
  if (Math.abs(sum - duckDb.sum) > 1e-6 * sum)
    throw new Error(`as-of join: ${sum} is not what DuckDB finds (${duckDb.sum}).`);
  const perSecond = (ms: number): number => ROWS / ms / 1_000;
  return [
    row(
      'as-of join, 2 M × 2 M rows',
      'M rows/s',
      perSecond(best(RUNS, () => resample(samples, 'state', queries))),
      'DuckDB ASOF JOIN',
      perSecond(duckDb.ms),
    ),
    row(
      'as-of join, indices only',
      'M rows/s',
      perSecond(best(RUNS, () => asOf(times, queries))),
      'DuckDB ASOF JOIN',
      perSecond(duckDb.ms),
    ),
  ];
}

async function duckDbAsOf(): Promise<{ readonly ms: number; readonly sum: number }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(
      `CREATE TABLE samples AS SELECT i * 0.05::DOUBLE + ((i * 7919) % 1000) * 1e-5::DOUBLE AS t,
       ((i * 31) % 997)::DOUBLE AS v FROM range(${ROWS}) r(i)`,
    );
    await connection.run(
      `CREATE TABLE moments AS SELECT i * 0.05::DOUBLE + 0.02::DOUBLE AS t FROM range(${ROWS}) r(i)`,
    );
    let ms = Number.POSITIVE_INFINITY;
    let sum = Number.NaN;
    for (let run = 0; run < RUNS; run++) {
      const begun = performance.now();
      const reader = await connection.runAndReadAll(
        'SELECT sum(s.v) FROM moments m ASOF JOIN samples s ON m.t >= s.t',
      );
      ms = Math.min(ms, performance.now() - begun);
      sum = Number(reader.getRows()[0]?.[0]);
    }
    return { ms, sum };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
