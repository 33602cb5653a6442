import type { Severity } from '../contract/problems.ts';

/**
 * What is wrong with a run or a dataset, in the error vocabulary of Frictionless Data where it has a word
 * (https://specs.frictionlessdata.io), and in our own behind it.
 */
export const FINDING_CODES = [
  ...(['missing-file', 'empty-file', 'encoding-error', 'format-error', 'schema-error'] as const),
  ...(['byte-count-error', 'hash-count-error', 'truncated-file', 'header-error'] as const),
  ...(['missing-label', 'duplicate-label', 'extra-label', 'blank-row', 'missing-cell'] as const),
  ...(['extra-cell', 'type-error', 'constraint-error', 'primary-key-error'] as const),
  ...([
    'null-share',
    'not-increasing',
    'jitter',
    'gap',
    'stuck-sensor',
    'spike',
    'unit-guess',
  ] as const),
  ...([
    'gcode-problem',
    'duration-mismatch',
    'layer-count-mismatch',
    'image-count-mismatch',
  ] as const),
  ...([
    'audio-length-mismatch',
    'material-temperature',
    'label-outside-run',
    'label-unsupported',
  ] as const),
  ...(['duplicate-run', 'wrong-pair', 'unknown-profile', 'image-error', 'audio-error'] as const),
  ...(['not-aligned'] as const),
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

/** Lines and columns count from 1; a file is named relative to the run's folder, with `/`. */
export interface RunFinding {
  readonly code: FindingCode;
  readonly severity: Extract<Severity, 'error' | 'warning' | 'information'>;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Where the finding is about a column of a table. */
  readonly field?: string;
  /** How often it occurs, where only the first place is given. */
  readonly count?: number;
  /** One sentence: what, where, and what to do. */
  readonly message: string;
}

/** Runs with an error are rejected where they cannot be read, else quarantined; warnings do not stop a run. */
export type Verdict = 'accept' | 'quarantine' | 'reject';
