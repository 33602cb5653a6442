import { RUN_FILE } from '#core/run/runFolder';
import { readSensorsCsv } from '../dataset/readCsv.ts';
import type { SensorPart } from './runUnderTest.ts';

/** sensors.csv as a run is held against the suite with. */
export function csvSensors(bytes: Uint8Array): SensorPart {
  const { table, findings, lineOfRow, columnOfCell } = readSensorsCsv(bytes);
  return {
    file: RUN_FILE.sensors,
    table,
    findings,
    placeOf: (row, field) => ({ line: lineOfRow(row), column: columnOfCell(row, field) }),
  };
}
