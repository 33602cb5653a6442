import type { z } from 'zod';
import type { ChannelName } from '#core/run/channels';
import type { FindingCode, RunFinding } from '#core/run/findings';
import type { RunUnderTest } from './runUnderTest.ts';

/** A kind of expectation: what may be asked of a run, with parameters that a suite fills in. */
export interface Kind<Schema extends z.ZodType = z.ZodType> {
  /** What its findings are called. */
  readonly code: FindingCode;
  /** What is expected, in one sentence. */
  readonly meaning: string;
  readonly parameters: Schema;
  /**
   * Looks at a run. There is one outcome for each column where columns are looked at one by one, and none
   * where the run does not have what the question is about. Must not throw, whatever the run holds.
   */
  check(
    run: RunUnderTest,
    columns: readonly ChannelName[],
    parameters: z.infer<Schema>,
  ): readonly Outcome[];
}

/** What a check saw. */
export interface Outcome {
  /** The column, where the outcome is about one. */
  readonly field?: string;
  readonly success: boolean;
  /** How many rows, intervals, lines, files … were looked at, and how many were not as expected. */
  readonly elementCount: number;
  readonly unexpectedCount: number;
  /** The first few unexpected values. */
  readonly partial: readonly (number | string)[];
  /** Where and what, with the cure; empty where the expectation is met. */
  readonly problems: readonly Problem[];
}

/** A finding without what its expectation adds: severity, and the code of its kind unless it has its own. */
export interface Problem extends Pick<RunFinding, 'file' | 'message'> {
  readonly code?: FindingCode;
  readonly line?: number;
  readonly column?: number;
  readonly field?: string;
  readonly count?: number;
}

/** Keeps the types of a kind together. */
export function kind<Schema extends z.ZodType>(definition: Kind<Schema>): Kind<Schema> {
  return definition;
}
