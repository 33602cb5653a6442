import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type BenchFile, type BenchRow, row } from './row.ts';

/** Largest resident size of a process that reads and outlines the file, beside the file itself. */
export function memoryRows(file: BenchFile): BenchRow[] {
  const peak = JSON.parse(
    execFileSync(
      process.execPath,
      [path.join(import.meta.dirname, 'memoryOfReading.ts'), file.path],
      { encoding: 'utf8' },
    ),
  );
  return [
    row(
      'memory: largest of a process that outlines 60 MB',
      'MB',
      peak / 1e6,
      'the file',
      file.bytes / 1e6,
    ),
  ];
}
