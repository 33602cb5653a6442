import { setTimeout } from 'node:timers/promises';
import { RUN_FILE } from '#core/run/runFolder';
import { type Command, type Given, JSON_OPTION } from '../command.ts';
import { openDataset } from '../dataset/datasetFolder.ts';
import { LockedDataset } from '../dataset/datasetLock.ts';
import { watchForInterruption } from '../dataset/interruption.ts';
import { listRaw, lookOf } from '../dataset/rawContent.ts';
import {
  type RunOutcome,
  runJobs,
  type StageOptions,
  type StageOutcome,
} from '../dataset/runStages.ts';
import {
  exitCodeOf,
  FORCE_OPTION,
  stageAnswer,
  summary,
  withDataset,
} from '../dataset/stageCommand.ts';
import { type ExitCode, Failure } from '../exit.ts';
import { jsonPieces, writeOut } from '../output.ts';
import { progressFor } from '../progress.ts';
import { findRuns } from './findRuns.ts';
import { ingestStage } from './ingestStage.ts';
import { PROFILE_NAMES, type ProfileName } from './profile.ts';
import { PROFILES } from './profiles.ts';
import { registerRuns } from './registerRuns.ts';

export const INGEST_COMMAND: Command = {
  name: 'ingest',
  operands: ['SRC...'],
  summary:
    'Takes raw runs into a dataset: checks that they are whole and reads them into one form.',
  details: [
    'SRC is a run folder, or a folder with runs anywhere below. Raw runs are read and never written to. A run that has errors but can be read is quarantined, one that cannot be read is rejected; both are listed with their reasons, and in DIR/reports/ingest.json. What has not changed since an earlier call is left as it is, so the same call can be made again at any time, also after it was stopped or killed.',
    `Profiles are found by the files of a run: ${PROFILES.map(({ name, summary: what }) => `${name} (${what})`).join('; ')}.`,
  ],
  options: [
    {
      name: 'dataset',
      letter: 'd',
      value: 'DIR',
      help: 'the dataset; it is made where it is not there',
    },
    {
      name: 'profile',
      value: 'NAME',
      choices: PROFILE_NAMES,
      help: 'read all runs as this profile, whatever their files look like',
    },
    { name: 'watch', help: 'go on and ingest new runs when they are complete, until Ctrl-C' },
    FORCE_OPTION,
    JSON_OPTION,
  ],
  examples: [
    'ingest raw/phase1_simulation --dataset dataset',
    'ingest capture --dataset dataset --profile klipper-moonraker',
    'ingest raw --dataset dataset --watch',
  ],
  run,
};

async function run(given: Given): Promise<ExitCode> {
  const dataset = given.value('dataset');
  if (dataset === undefined)
    throw new Failure('ingest needs a dataset to put the runs into: --dataset DIR.');
  if (given.has('watch')) return watch(given, dataset);
  const folders = await findRuns(given.operands, dataset);
  requireRuns(folders, given);
  return withDataset(given, dataset, { create: true }, (opened, options) =>
    ingestFolders(opened, folders, profileOf(given), options),
  );
}

function requireRuns(folders: readonly string[], given: Given): void {
  if (folders.length > 0) return;
  throw new Failure(
    `${given.operands.join(' ')} holds no run; a run is a folder with ${RUN_FILE.gcode}, ${RUN_FILE.sensors} and ${RUN_FILE.metadata}, or with a log that an ingest profile knows.`,
  );
}

function profileOf(given: Given): ProfileName | undefined {
  return PROFILE_NAMES.find((name) => name === given.value('profile'));
}

/** Ingests run folders into a dataset that is open. */
export async function ingestFolders(
  dataset: Parameters<typeof runJobs>[0],
  folders: readonly string[],
  profile: ProfileName | undefined,
  options: StageOptions,
): Promise<StageOutcome> {
  const { jobs, known, gone } = await registerRuns(dataset, folders, profile, options);
  await dataset.commit(gone);
  return runJobs(dataset, ingestStage(known), jobs, options);
}

/** How often new runs are looked for. */
const LOOK_EVERY_MS = 1_000;

/** Looks for new runs until it is told to end. The dataset is locked only while there is something to do. */
async function watch(given: Given, folder: string): Promise<ExitCode> {
  const interruption = watchForInterruption();
  const { signal } = interruption;
  const progress = progressFor(given, folder);
  const last = new Map<string, Look>();
  const outcomes = new Map<string, RunOutcome>();
  try {
    while (!signal.aborted) {
      const ready = await readyRuns(await findRuns(given.operands, folder), last);
      if (ready.length > 0) {
        const outcome = await ingestReady(ready, folder, given, { progress, signal });
        for (const each of outcome?.runs ?? []) outcomes.set(each.run, each);
        if (outcome) for (const path of ready) settle(last, path);
        if (outcome && !given.has('json') && outcome.runs.some((each) => !each.isSkipped))
          await writeOut(summary(stageAnswer(folder, outcome), 'ingest'));
      }
      progress.end();
      await setTimeout(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    interruption.end();
    progress.end();
  }
  const all: StageOutcome = {
    stage: 'ingest',
    runs: [...outcomes.values()],
    waiting: [],
    changed: [],
    isStopped: false,
  };
  const answer = stageAnswer(folder, all);
  if (given.has('json')) await writeOut(jsonPieces(answer));
  return exitCodeOf(answer);
}

/** How a folder looked when it was looked at last. */
interface Look {
  readonly look: string | null;
  /** It was ingested like this. */
  isDone: boolean;
}

function settle(last: Map<string, Look>, path: string): void {
  const look = last.get(path);
  if (look) look.isDone = true;
}

/** Runs that are new or different and seem complete: they have their metadata, or stay as they are. */
async function readyRuns(
  folders: readonly string[],
  last: Map<string, Look>,
): Promise<readonly string[]> {
  const ready: string[] = [];
  for (const path of folders) {
    const files = await listRaw(path).catch(() => []);
    const look = await lookOf(files);
    const before = last.get(path);
    const isSame = before !== undefined && before.look === look;
    if (!isSame) last.set(path, { look, isDone: false });
    if (isSame && before.isDone) continue;
    if (isSame || files.some((file) => file.path === RUN_FILE.metadata)) ready.push(path);
  }
  return ready;
}

/** undefined while another program has the dataset: then it is for the next time. */
async function ingestReady(
  ready: readonly string[],
  folder: string,
  given: Given,
  options: StageOptions,
): Promise<StageOutcome | undefined> {
  try {
    const dataset = await openDataset(folder, { create: true });
    try {
      return await ingestFolders(dataset, ready, profileOf(given), options);
    } finally {
      await dataset.close();
    }
  } catch (error) {
    if (error instanceof LockedDataset) return undefined;
    throw error;
  }
}
