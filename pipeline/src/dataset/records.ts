import { z } from 'zod';
import { FINDING_CODES } from '#core/run/findings';
import { STAGES } from './stage.ts';

// What the journal of a dataset holds.

const FINDING = z.object({
  code: z.enum(FINDING_CODES),
  severity: z.enum(['error', 'warning', 'information']),
  file: z.string(),
  line: z.number().exactOptional(),
  column: z.number().exactOptional(),
  field: z.string().exactOptional(),
  count: z.number().exactOptional(),
  message: z.string(),
});

/** A raw run that was found, or one that is different now. */
const RUN_RECORD = z.object({
  type: z.literal('run'),
  /** Its id; of a duplicate, the id with something behind it that tells it apart. */
  run: z.string(),
  /** Its folder, relative to the dataset's, with `/`. */
  raw: z.string(),
  batch: z.number().int(),
  profile: z.string(),
  /** The profile was named by the user, not found by the files. */
  isProfileNamed: z.boolean(),
  /** SHA-256 over names and content of all its files. */
  content: z.string(),
  /** Names, sizes and times of its files; while they stay, so does the content. Null: they tell nothing. */
  look: z.string().nullable(),
  /** Raw folder of the run that had this run's id before it; null where the id is its own. */
  duplicateOf: z.string().nullable(),
});

/** A run that is there no more under this name. */
const GONE_RECORD = z.object({ type: z.literal('gone'), run: z.string() });

/** A stage of a run is done, and all its parts are on the disk. */
const DONE_RECORD = z.object({
  type: z.literal('done'),
  run: z.string(),
  stage: z.enum(STAGES),
  /** SHA-256 over all that the output follows from. */
  key: z.string(),
  /** Keys of the earlier stages that it was made from. */
  after: z.record(z.string(), z.string()),
  content: z.string(),
  /** Where its parts are: `work/RUN/STAGE/FOLDER`. */
  folder: z.string(),
  parts: z.record(z.string(), z.object({ bytes: z.number().int(), sha256: z.string() })),
  verdict: z.enum(['accept', 'quarantine', 'reject']),
  findings: z.array(FINDING),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** A canonical table was put together; `inputs` is a SHA-256 over what it was made from. */
const TABLE_RECORD = z.object({
  type: z.literal('table'),
  /** Relative to `canonical`: `timeline/batch_0000.parquet`. */
  file: z.string(),
  /** Null while the file is written anew, and where nothing belongs into it any more. */
  inputs: z.string().nullable(),
});

const JOURNAL_RECORD = z.discriminatedUnion('type', [
  RUN_RECORD,
  GONE_RECORD,
  DONE_RECORD,
  TABLE_RECORD,
]);

export type RunRecord = Readonly<z.infer<typeof RUN_RECORD>>;
export type DoneRecord = Readonly<z.infer<typeof DONE_RECORD>>;
export type JournalRecord = Readonly<z.infer<typeof JOURNAL_RECORD>>;

/** undefined where another version of the program wrote it. */
export function journalRecord(value: unknown): JournalRecord | undefined {
  return JOURNAL_RECORD.safeParse(value).data;
}
