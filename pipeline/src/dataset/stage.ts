import type { RunFinding, Verdict } from '#core/run/findings';

/** The stages that work run by run, in order. */
export const STAGES = ['ingest', 'validate', 'align', 'features'] as const;
export type StageName = (typeof STAGES)[number];

/** What a stage is given of one run. */
export interface StageInput {
  readonly runId: string;
  /** The raw run; read only. */
  readonly rawFolder: string;
  /** A file that an earlier stage (or this one) made of the run; undefined where there is none. */
  read(stage: StageName, part: string): Promise<Uint8Array | undefined>;
  /** What an earlier stage said of the run. */
  record(stage: StageName): StageRecord | undefined;
}

/** What a stage says of one run; kept in the dataset's journal. */
export interface StageRecord {
  readonly verdict: Verdict;
  readonly findings: readonly RunFinding[];
  /** Few numbers and words worth showing in a table: rows, offset, residual. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface StageOutput extends StageRecord {
  /** Files to be kept of the run, by name: `timeline.parquet`. They are written as a whole before the run
   * is acknowledged. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
}

/** One stage. `run` must be a pure function of its input: the same input gives the same bytes. */
export interface Stage {
  readonly name: StageName;
  /** Raised where the same input leads to another output: everything is then done anew. */
  readonly version: number;
  /** Words that change the result, such as chosen options; another one does the run anew. */
  readonly settings: string;
  run(input: StageInput): Promise<StageOutput>;
}
