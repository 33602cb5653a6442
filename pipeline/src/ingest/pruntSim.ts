import { Buffer } from 'node:buffer';
import type { IngestProfile } from './profile.ts';
import { failing } from './rawFolder.ts';
import { linesOfLog } from './textLines.ts';

/** Seconds between two lines of prunt_simulator (its Interpolation_Time). */
const LINE_SECONDS = 1e-4;
/** Rows a second that are kept: as many as our own sensors.csv has. */
const ROWS_PER_SECOND = 20;
const LINES_A_ROW = Math.round(1 / (LINE_SECONDS * ROWS_PER_SECOND));

/**
 * What prunt_simulator prints: `DATA OUTPUT,x,y,z,e` for every 0.1 ms of motion, between lines of its log.
 * There are no times and no temperatures. One row in 500 is kept; the speed is that of the way since the row
 * before.
 */
export const PRUNT_SIM_PROFILE: IngestProfile = {
  name: 'prunt-sim',
  summary: 'positions that prunt_simulator prints every 0.1 ms, thinned out to 20 a second',
  fills: [
    ...(['timestamp', 'position_x', 'position_y', 'position_z', 'velocity'] as const),
    'extruder_position',
  ],
  source: 'stdout.log',
  async find(folder) {
    for (const file of folder.files.keys()) {
      if (!/\.(log|txt|csv)$/.test(file)) continue;
      const head = Buffer.from(await folder.head(file, 1 << 16)).toString('latin1');
      if (/^DATA OUTPUT,/m.test(head)) return file;
    }
    return undefined;
  },
  async read(folder, file) {
    const bytes = (await folder.read(file)) ?? new Uint8Array(0);
    const rows: number[][] = [];
    let lines = 0;
    let broken = 0;
    let brokenLine = 0;
    for (const { line, text } of linesOfLog(bytes)) {
      if (!text.startsWith('DATA OUTPUT,')) continue;
      if (lines++ % LINES_A_ROW !== 0) continue;
      const numbers = text
        .split(',')
        .slice(1, 5)
        .map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
      if (numbers.length === 4 && numbers.every(Number.isFinite))
        rows.push([(lines - 1) * LINE_SECONDS, ...numbers]);
      else if (broken++ === 0) brokenLine = line;
    }
    const findings = [];
    if (broken > 0)
      findings.push(
        failing('type-error', file, 'This line does not hold four numbers; take it out.', {
          line: brokenLine,
          count: broken,
        }),
      );
    if (rows.length === 0)
      findings.push(
        failing(
          'empty-file',
          file,
          'There is no position in the file; keep what prunt_simulator prints.',
        ),
      );
    return { table: tableOf(rows), events: [], findings, filePosition: null };
  },
};

function tableOf(rows: readonly (readonly number[])[]) {
  const column = (index: number) => Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
  const velocity = new Float64Array(rows.length);
  for (let i = 1; i < rows.length; i++) {
    const [t = 0, x = 0, y = 0, z = 0] = rows[i] ?? [];
    const [t0 = 0, x0 = 0, y0 = 0, z0 = 0] = rows[i - 1] ?? [];
    velocity[i] = Math.hypot(x - x0, y - y0, z - z0) / (t - t0);
  }
  return {
    rowCount: rows.length,
    columns: new Map([
      ['timestamp', column(0)],
      ['position_x', column(1)],
      ['position_y', column(2)],
      ['position_z', column(3)],
      ['velocity', velocity],
      ['extruder_position', column(4)],
    ]),
  };
}
