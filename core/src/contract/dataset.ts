import { z } from 'zod';

// What the stages leave in a dataset's folder for whoever shows it. The files are foreign to the editor: they
// may be of another version or written by hand, so they are checked.

/** Folder of a dataset that holds what each stage said of every run: `ingest.json` and so on. */
export const REPORTS_FOLDER = 'reports';

/** A folder with this file is a dataset: nothing is in one that was not ingested. */
export const FIRST_REPORT = `${REPORTS_FOLDER}/ingest.json`;

export const STAGE_REPORT = z.object({
  stage: z.string(),
  runs: z.array(
    z.object({
      run: z.string(),
      /** Folder of the raw run, relative to the dataset's (or absolute), with `/`. */
      raw: z.string(),
      verdict: z.enum(['accept', 'quarantine', 'reject']),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      findings: z.array(
        z.object({
          code: z.string(),
          severity: z.enum(['error', 'warning', 'information']),
          file: z.string(),
          line: z.number().optional(),
          column: z.number().optional(),
          field: z.string().optional(),
          count: z.number().optional(),
          message: z.string(),
        }),
      ),
    }),
  ),
});

export type StageReport = z.infer<typeof STAGE_REPORT>;
export type RunReport = StageReport['runs'][number];

/** A line of `--progress json` on stderr. */
export const PROGRESS_LINE = z.object({
  phase: z.string(),
  fraction: z.number(),
  /** Where the work consists of things that are counted. */
  done: z.number().optional(),
  total: z.number().optional(),
  perSecond: z.number().optional(),
  secondsLeft: z.number().nullable().optional(),
});

export type ProgressLine = z.infer<typeof PROGRESS_LINE>;
