// Speed and memory, each beside a peer that is measured in the same run, so that figures can be compared
// between machines. Prints a table; not part of `npm test`.
//
//   npm run bench
//   npm run bench -- --only reading        rows whose name contains the word
//   npm run bench -- --json rows.json      {name, value, unit, peer, peerValue, ratio}
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../scripts/bundle.mjs';
import { writeBigFile } from '../../scripts/fixtures/bigFile.mjs';
import { activationRows } from './activation.ts';
import { asOfRows } from './asOf.ts';
import { memoryRows } from './memory.ts';
import { readingRows } from './reading.ts';
import type { BenchFile, BenchRow } from './row.ts';
import { serverRows } from './server.ts';
import { simulationRows } from './simulation.ts';
import { validateRows } from './validate.ts';

const GROUPS: Readonly<Record<string, (files: BenchFiles) => Promise<BenchRow[]>>> = {
  reading: async (files) => readingRows(files.large),
  memory: async (files) => memoryRows(files.large),
  'server, 5 MB': async (files) => serverRows(files.small),
  'server, 40 MB': async (files) => serverRows(files.medium),
  simulation: async () => simulationRows(),
  dataset: async () => validateRows(),
  'as-of join': async () => asOfRows(),
  activation: async () => activationRows(folder),
};

interface BenchFiles {
  readonly small: BenchFile;
  readonly medium: BenchFile;
  readonly large: BenchFile;
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'string' } },
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), '3dpai-bench-'));
try {
  // What is measured is what is packed.
  await bundle({ production: true });
  const files: BenchFiles = {
    small: bigFile('5 MB', 5),
    medium: bigFile('40 MB', 40),
    large: bigFile('60 MB', 60),
  };
  const rows: BenchRow[] = [];
  const chosen = Object.entries(GROUPS).filter(([name]) => name.includes(values.only ?? ''));
  for (const [, measure] of chosen) {
    for (const row of await measure(files)) {
      rows.push(row);
      console.log(lineOf(row));
    }
  }
  if (chosen.length === 0) {
    console.error(
      `No figures are called "${values.only}"; there are: ${Object.keys(GROUPS).join(', ')}.`,
    );
    process.exitCode = 2;
  }
  if (values.json) fs.writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

function bigFile(name: string, megabytes: number): BenchFile {
  const file = path.join(folder, `${megabytes}.gcode`);
  writeBigFile(file, megabytes);
  return { name, path: file, bytes: fs.statSync(file).size };
}

function lineOf(row: BenchRow): string {
  const value = `${format(row.value)} ${row.unit}`.padStart(14);
  const peer = `${format(row.peerValue)} ${row.unit}`;
  return `${row.name.padEnd(52)} ${value}   ${format(row.ratio)} × ${row.peer} (${peer})`;
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
