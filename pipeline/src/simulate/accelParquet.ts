import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import type { SimulatedRun } from './simulatedRun.ts';

/**
 * The bytes of accel.parquet: columns `time` (s on the clock of the run) and x, y, z (m/s², without gravity).
 * Not compressed: noise does not shrink, and every writer makes the same bytes of it. Time is a DOUBLE, because
 * after some hours a FLOAT is as coarse as the samples are close.
 */
export function accelParquet({
  rateHz,
  x,
  y,
  z,
}: SimulatedRun['accelerometer']): Uint8Array<ArrayBuffer> {
  const time = new Float64Array(x.length);
  for (let i = 0; i < time.length; i++) time[i] = i / rateHz;
  const writer = new ByteWriter(x.length * BYTES_PER_ROW + FOOTER_ROOM);
  parquetWrite({
    writer,
    columnData: [
      { name: 'time', data: time, type: 'DOUBLE', nullable: false, encoding: 'PLAIN' },
      { name: 'x', data: x, type: 'FLOAT', nullable: false, encoding: 'PLAIN' },
      { name: 'y', data: y, type: 'FLOAT', nullable: false, encoding: 'PLAIN' },
      { name: 'z', data: z, type: 'FLOAT', nullable: false, encoding: 'PLAIN' },
    ],
    codec: 'UNCOMPRESSED',
    // Least and greatest values cost more than all the rest, and nobody looks for rows by them.
    statistics: false,
    // One page for each column of a row group.
    pageSize: 0,
    rowGroupSize: ROWS_PER_GROUP,
    kvMetadata: [
      { key: 'rate_hz', value: String(rateHz) },
      { key: 'units', value: 'time: s, x y z: m/s2 without gravity' },
    ],
    createdBy: '3dpai',
  });
  return new Uint8Array(writer.getBuffer());
}

const ROWS_PER_GROUP = 262_144;
/** A DOUBLE and three FLOATs. */
const BYTES_PER_ROW = 20;
const FOOTER_ROOM = 16_384;
