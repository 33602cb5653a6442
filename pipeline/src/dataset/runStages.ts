import { setImmediate } from 'node:timers/promises';
import type { Progress } from '../progress.ts';
import { current, type Dataset, rawFolder, readPart, sha256 } from './datasetFolder.ts';
import { type FinishedStage, newFolder, partRecords, removeParts, writeParts } from './parts.ts';
import { hashRaw, listRaw, lookOf } from './rawContent.ts';
import type { DoneRecord, RunRecord } from './records.ts';
import { type ReportedRun, reasonsOf, writeReport } from './report.ts';
import { STAGES, type Stage, type StageInput, type StageName, type StageOutput } from './stage.ts';
import { writeTables } from './tables.ts';

export interface StageOptions {
  readonly progress: Progress;
  /** Does everything anew, even what cannot have changed. */
  readonly force?: boolean;
  /** Stops after the run that is being worked on; what is done is kept. */
  readonly signal?: AbortSignal;
}

/** What a stage says of one run. */
export interface RunOutcome extends ReportedRun {
  /** It was done in an earlier call, and nothing has changed since. */
  readonly isSkipped: boolean;
}

export interface StageOutcome {
  readonly stage: StageName;
  /** Runs that the stage was asked about, in order of arrival. */
  readonly runs: readonly RunOutcome[];
  /** Runs that an earlier stage has not done yet. */
  readonly waiting: readonly string[];
  /** Runs whose raw folder is not what it was when they were ingested. */
  readonly changed: readonly string[];
  /** Stopped by the signal before its end. */
  readonly isStopped: boolean;
}

/** One run to be worked on. */
export interface RunJob {
  /** As the journal will have it. */
  readonly run: RunRecord;
  /** Whether the journal has it already. */
  readonly isKnown: boolean;
}

/**
 * Runs a stage over all runs of a dataset that the stages before it have done and not rejected. Runs that
 * nothing has changed for are left as they are. At the end, canonical tables and the stage's report are
 * brought up to date. May be stopped or killed anywhere and called again.
 */
export async function runStage(
  dataset: Dataset,
  stage: Stage,
  options: StageOptions,
): Promise<StageOutcome> {
  const jobs: RunJob[] = [];
  const waiting: string[] = [];
  for (const run of dataset.runs.values()) {
    const earlier = stagesBefore(stage.name).map((each) => current(dataset, run.run, each));
    if (earlier.some((record) => record?.verdict === 'reject')) continue;
    if (earlier.includes(undefined)) waiting.push(run.run);
    else jobs.push({ run, isKnown: true });
  }
  return runJobs(dataset, stage, jobs, options, waiting);
}

/** The same for chosen runs, which need not be known to the dataset yet. */
export async function runJobs(
  dataset: Dataset,
  stage: Stage,
  jobs: readonly RunJob[],
  options: StageOptions,
  waiting: readonly string[] = [],
): Promise<StageOutcome> {
  const todo = jobs.filter((job) => options.force || !isDone(dataset, stage, job));
  // Runs that were moved, or touched, or whose last change was acknowledged by half before a crash.
  const isTodo = new Set(todo);
  const doneBefore = jobs.filter((job) => !job.isKnown && !isTodo.has(job));
  await dataset.commit(doneBefore.map(({ run }) => run));
  const { changed, isStopped } = await workOff(dataset, stage, todo, options);
  if (!isStopped) {
    await writeTables(dataset, options);
    await writeReport(dataset, stage.name);
  }
  const done = new Set(todo.map(({ run }) => run.run));
  const runs: RunOutcome[] = [];
  for (const { run } of jobs) {
    const record = current(dataset, run.run, stage.name);
    if (record === undefined) continue;
    const { verdict, findings, facts } = record;
    const reasons = reasonsOf(findings);
    const isSkipped = !done.has(run.run);
    runs.push({ run: run.run, raw: run.raw, verdict, reasons, findings, facts, isSkipped });
  }
  return { stage: stage.name, runs, waiting, changed, isStopped };
}

function stagesBefore(stage: StageName): readonly StageName[] {
  return STAGES.slice(0, STAGES.indexOf(stage));
}

function isDone(dataset: Dataset, stage: Stage, { run }: RunJob): boolean {
  const record = dataset.done(run.run, stage.name);
  return record !== undefined && record.key === keyOf(run, stage, keysBefore(dataset, run, stage));
}

function keysBefore(dataset: Dataset, run: RunRecord, stage: Stage): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const each of stagesBefore(stage.name))
    keys[each] = current(dataset, run.run, each)?.key ?? '';
  return keys;
}

/** Everything that the output of a stage follows from. */
function keyOf(run: RunRecord, stage: Stage, after: Readonly<Record<string, string>>): string {
  const { run: name, profile, content, duplicateOf } = run;
  const { name: of, version, settings } = stage;
  return sha256(
    JSON.stringify([name, profile, content, duplicateOf, of, version, settings, after]),
  );
}

/** Runs are put on the disk in groups, so that many of them share the waiting for it. */
const GROUP_RUNS = 64;
const GROUP_BYTES = 32 * 1024 * 1024;
const GROUP_MS = 500;

interface Finished extends FinishedStage {
  readonly job: RunJob;
}

async function workOff(
  dataset: Dataset,
  stage: Stage,
  todo: readonly RunJob[],
  { progress, signal }: StageOptions,
): Promise<{ readonly changed: readonly string[]; readonly isStopped: boolean }> {
  const changed: string[] = [];
  let group: Finished[] = [];
  let groupBytes = 0;
  let groupBegan = performance.now();
  // One group is written while the next one is worked on.
  let writing: Promise<void> = Promise.resolve();
  const writeGroup = async () => {
    await writing;
    writing = keep(dataset, group);
    writing.catch(() => {});
    group = [];
    groupBytes = 0;
  };
  try {
    for (const [index, job] of todo.entries()) {
      // Lets signals be heard.
      await setImmediate();
      if (signal?.aborted) break;
      if (job.isKnown && stage.name !== 'ingest' && (await isDifferent(dataset, job.run)))
        changed.push(job.run.run);
      else {
        if (group.length === 0) groupBegan = performance.now();
        const finished = await workOn(dataset, stage, job);
        group.push(finished);
        for (const bytes of finished.parts.values()) groupBytes += bytes.length;
      }
      const isFull =
        group.length >= GROUP_RUNS ||
        groupBytes >= GROUP_BYTES ||
        performance.now() - groupBegan >= GROUP_MS;
      if (isFull && group.length > 0) await writeGroup();
      progress.reportItems(stage.name, index + 1, todo.length);
    }
  } finally {
    // What was done before something failed is kept as well.
    await writeGroup();
    await writing;
  }
  return { changed, isStopped: signal?.aborted ?? false };
}

async function workOn(dataset: Dataset, stage: Stage, job: RunJob): Promise<Finished> {
  const { run } = job;
  const after = keysBefore(dataset, run, stage);
  const key = keyOf(run, stage, after);
  const before = dataset.done(run.run, stage.name);
  const { parts, verdict, findings, facts } = await outputOf(dataset, stage, run);
  const record: DoneRecord = {
    type: 'done',
    run: run.run,
    stage: stage.name,
    key,
    after,
    content: run.content,
    folder: newFolder(key, before),
    parts: partRecords(parts),
    verdict,
    findings: [...findings],
    facts,
  };
  return { job, record, parts };
}

/** The one place where a stage is called: worker threads would be asked from here. */
async function outputOf(dataset: Dataset, stage: Stage, run: RunRecord): Promise<StageOutput> {
  const input: StageInput = {
    runId: run.run,
    rawFolder: rawFolder(dataset, run),
    read: (of, part) => readPart(dataset, run.run, of, part),
    record: (of) => current(dataset, run.run, of),
  };
  try {
    return await stage.run(input);
  } catch (error) {
    if (error instanceof Error) error.message = `${stage.name} of ${run.run}: ${error.message}`;
    throw error;
  }
}

/** Puts a group on the disk, has the journal acknowledge it, and removes what it takes the place of. */
async function keep(dataset: Dataset, group: readonly Finished[]): Promise<void> {
  if (group.length === 0) return;
  const outdated = group.flatMap(({ record }) => dataset.done(record.run, record.stage) ?? []);
  await writeParts(dataset, group);
  await dataset.commit(
    group.flatMap(({ job, record }) => (job.isKnown ? [record] : [job.run, record])),
  );
  await removeParts(dataset, outdated);
}

/** Whether a raw run is not what it was when it was ingested. */
async function isDifferent(dataset: Dataset, run: RunRecord): Promise<boolean> {
  const folder = rawFolder(dataset, run);
  try {
    const files = await listRaw(folder);
    if (run.look !== null && (await lookOf(files)) === run.look) return false;
    return (await hashRaw(folder, files)).content !== run.content;
  } catch {
    // It is gone, or may not be read any more.
    return true;
  }
}
