import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { accelParquet } from '../../pipeline/src/simulate/accelParquet.ts';

function samples(count: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 1000) * scale - 3);
}

test('another program reads the same numbers', async () => {
  const [x, y, z] = [samples(2_500, 0.01), samples(2_500, 0.02), samples(2_500, -0.001)];
  const bytes = accelParquet({ rateHz: 1_000, x, y, z });
  const rows = await parquetReadObjects({ file: bytes.buffer });
  expect(rows).toHaveLength(2_500);
  for (const i of [0, 1, 1_234, 2_499])
    expect(rows[i]).toEqual({ time: i / 1_000, x: x[i], y: y[i], z: z[i] });
});

test('the same samples give the same bytes, and no sample is a table too', async () => {
  const [x, y, z] = [samples(100, 0.01), samples(100, 0.02), samples(100, -0.001)];
  const first = accelParquet({ rateHz: 1_000, x, y, z });
  expect(accelParquet({ rateHz: 1_000, x, y, z })).toEqual(first);
  const none = new Float32Array(0);
  const empty = accelParquet({ rateHz: 1_000, x: none, y: none, z: none });
  expect(await parquetReadObjects({ file: empty.buffer })).toEqual([]);
});

test('hours into a run, neighbouring samples have times of their own', async () => {
  const rateHz = 1_000;
  const many = new Float32Array(20_000);
  const rows = await parquetReadObjects({
    file: accelParquet({ rateHz, x: many, y: many, z: many }).buffer,
    columns: ['time'],
    rowStart: 19_990,
  });
  expect(rows.map(({ time }) => time)).toEqual(
    Array.from({ length: 10 }, (_, i) => (19_990 + i) / rateHz),
  );
});
