import { parse } from 'csv-parse/sync';
import { csvSensors } from '../../pipeline/src/validate/csvSensors.ts';
import { evaluate } from '../../pipeline/src/validate/evaluate.ts';
import { EXPECTATIONS } from '../../pipeline/src/validate/expectations.ts';
import { runUnderTest } from '../../pipeline/src/validate/runUnderTest.ts';
import { type BenchRow, best, row } from './row.ts';

const ROWS = 500_000;
/** What csv-parse makes of so many rows fills the memory with objects; its pace is the same for fewer. */
const PEER_ROWS = 100_000;
const HEADER = 'timestamp,temperature,position_x,position_y,position_z,vibration\n';

/** Reading sensors.csv into columns and holding it against the whole suite, in million rows a second. */
export function validateRows(): BenchRow[] {
  return [
    ...rowsOf('dataset: ingest + validate rows', (value) => value.toFixed(4)),
    // As Python writes numbers that were computed: up to 17 digits.
    ...rowsOf('dataset: the same with all digits of a double', (value) => String(value * 1.1)),
  ];
}

function rowsOf(name: string, written: (value: number) => string): BenchRow[] {
  const table = tableOf(ROWS, written);
  const part = tableOf(PEER_ROWS, written);
  // In turn, so that a machine that gets slower slows both.
  let ours = Number.POSITIVE_INFINITY;
  let peer = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    ours = Math.min(
      ours,
      best(1, () => validate(table)),
    );
    peer = Math.min(
      peer,
      best(1, () => parse(part, { columns: true })),
    );
  }
  return [
    row(name, 'M rows/s', ROWS / ours / 1000, 'csv-parse into objects', PEER_ROWS / peer / 1000),
  ];
}

/** What a stage does with the table of a run. */
function validate(table: Uint8Array): unknown {
  const sensors = csvSensors(table);
  const run = runUnderTest({ sensors, events: [], labels: [] });
  const { findings } = evaluate(run, EXPECTATIONS);
  if (findings.length > 0)
    throw new Error(`The table is not as it should be: ${findings[0]?.message}`);
  return findings;
}

/** A print at 20 Hz that lasts as long as the rows reach: 43 bytes a row with four decimals. */
function tableOf(rows: number, written: (value: number) => string): Buffer {
  const pieces: Buffer[] = [Buffer.from(HEADER)];
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let at = 0; at < rows; at += 10_000) {
    let text = '';
    for (let i = at; i < Math.min(at + 10_000, rows); i++) {
      const cells = [
        i / 20,
        210 + random() - 0.5,
        110 + 50 * Math.sin(i / 15),
        110 + 50 * Math.cos(i / 11),
        0.2 + 0.2 * Math.floor(i / 2_000),
        3 * random(),
      ];
      text += `${cells.map(written).join(',')}\n`;
    }
    pieces.push(Buffer.from(text));
  }
  return Buffer.concat(pieces);
}
