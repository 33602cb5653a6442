import { createHash } from 'node:crypto';
import type { DoneRecord } from './records.ts';

/** Names in a dataset's folder. */
export const DATASET = {
  journal: 'journal.jsonl',
  work: 'work',
  canonical: 'canonical',
  reports: 'reports',
  /** There while something is written, so that who comes after a crash looks for leftovers. */
  writing: '.writing',
} as const;

/** Where the parts of a stage of a run are, relative to the dataset's folder, with `/`. */
export function partsFolder({ run, stage, folder }: DoneRecord): string {
  return `${DATASET.work}/${runFolderName(run)}/${stage}/${folder}`;
}

/** Longer names, and those that some file system does not take, are shortened and told apart by a hash. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A run's name as the name of a folder: whatever a file says, it stays below `work`. */
export function runFolderName(run: string): string {
  if (PLAIN_NAME.test(run) && !run.endsWith('.') && !WINDOWS_DEVICE.test(run)) return run;
  const hash = createHash('sha256').update(run).digest('hex').slice(0, 12);
  return `_${run.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 60)}-${hash}`;
}
