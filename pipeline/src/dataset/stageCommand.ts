import type { FindingCode, RunFinding } from '#core/run/findings';
import { type Command, type Given, JSON_OPTION, type Option } from '../command.ts';
import { EXIT, type ExitCode, Failure } from '../exit.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { progressFor } from '../progress.ts';
import { count, plural } from '../quantities.ts';
import { type Dataset, openDataset } from './datasetFolder.ts';
import { watchForInterruption } from './interruption.ts';
import { type RunOutcome, runStage, type StageOptions, type StageOutcome } from './runStages.ts';
import { STAGES, type Stage, type StageName } from './stage.ts';

export const FORCE_OPTION: Option = {
  name: 'force',
  help: 'do everything anew, even what cannot have changed',
};

/** A run that a stage has errors about. */
export interface RefusedRun {
  readonly run: string;
  /** The raw folder, relative to the dataset. */
  readonly raw: string;
  readonly reasons: readonly FindingCode[];
  readonly findings: readonly RunFinding[];
  /** It was found out in an earlier call. */
  readonly unchanged: boolean;
}

/**
 * What `3dpai STAGE … --json` prints. Every run that was asked about is in exactly one of the first four
 * fields.
 */
export interface StageAnswer {
  readonly dataset: string;
  /** Runs done in this call without an error. */
  readonly accepted: number;
  /** Runs with errors whose data can be read; also those of earlier calls. */
  readonly quarantined: readonly RefusedRun[];
  /** Runs that cannot be read; also those of earlier calls. */
  readonly rejected: readonly RefusedRun[];
  /** Runs without an error that nothing has changed for since an earlier call. */
  readonly skipped: number;
  /** Runs that an earlier stage has not done yet. */
  readonly waiting: readonly string[];
  /** Runs whose raw folder is not what it was when they were ingested. */
  readonly changed: readonly string[];
  /** The call was stopped before its end; the next one goes on. */
  readonly stopped: boolean;
  /** The whole report. */
  readonly report: string;
}

/**
 * The command of a stage that works on a dataset: `NAME DIR`.
 *
 * @param stageFor makes the stage from the command line; throws a `Failure` where options do not fit
 */
export function stageCommand(
  texts: Pick<Command, 'name' | 'summary' | 'details' | 'examples'> & {
    readonly options?: readonly Option[];
  },
  stageFor: (given: Given) => Stage | Promise<Stage>,
): Command {
  return {
    ...texts,
    operands: ['DIR'],
    options: [...(texts.options ?? []), FORCE_OPTION, JSON_OPTION],
    run: async (given) => {
      const stage = await stageFor(given);
      const folder = given.operands[0] ?? '';
      return withDataset(given, folder, { create: false }, async (dataset, options) => {
        const outcome = await runStage(dataset, stage, options);
        requireEarlierStage(outcome, folder);
        return outcome;
      });
    },
  };
}

/** Nothing can be done where no run has come this far. */
function requireEarlierStage({ stage, runs, waiting }: StageOutcome, folder: string): void {
  if (runs.length > 0 || waiting.length === 0) return;
  const before = STAGES[STAGES.indexOf(stage) - 1] ?? 'ingest';
  throw new Failure(
    `No run of ${folder} is ready for ${stage}; call first: 3dpai ${before} ${folder}`,
  );
}

/** Opens a dataset, works on it, prints the answer; ends cleanly on Ctrl-C. */
export async function withDataset(
  given: Given,
  folder: string,
  { create }: { readonly create: boolean },
  work: (dataset: Dataset, options: StageOptions) => Promise<StageOutcome>,
): Promise<ExitCode> {
  const progress = progressFor(given, folder);
  const interruption = watchForInterruption();
  try {
    const dataset = await openDataset(folder, { create });
    try {
      const { signal } = interruption;
      const outcome = await work(dataset, { progress, signal, force: given.has('force') });
      progress.end();
      return await tell(given, folder, outcome);
    } finally {
      await dataset.close();
    }
  } finally {
    interruption.end();
    progress.end();
  }
}

async function tell(given: Given, folder: string, outcome: StageOutcome): Promise<ExitCode> {
  const answer = stageAnswer(folder, outcome);
  if (given.has('json')) await writeOut(jsonPieces(answer));
  else await writeOut(summary(answer, outcome.stage));
  return exitCodeOf(answer);
}

export function exitCodeOf({ quarantined, rejected, changed, stopped }: StageAnswer): ExitCode {
  if (stopped) return EXIT.interrupted;
  return quarantined.length + rejected.length + changed.length > 0 ? EXIT.findings : EXIT.fine;
}

export function stageAnswer(folder: string, outcome: StageOutcome): StageAnswer {
  const { stage, runs, waiting, changed, isStopped } = outcome;
  const accepted = runs.filter(({ verdict }) => verdict === 'accept');
  return {
    dataset: folder,
    accepted: accepted.filter(({ isSkipped }) => !isSkipped).length,
    quarantined: runs.filter(({ verdict }) => verdict === 'quarantine').map(refused),
    rejected: runs.filter(({ verdict }) => verdict === 'reject').map(refused),
    skipped: accepted.filter(({ isSkipped }) => isSkipped).length,
    waiting,
    changed,
    stopped: isStopped,
    report: reportPath(stage),
  };
}

function reportPath(stage: StageName): string {
  return `reports/${stage}.json`;
}

function refused({ run, raw, reasons, findings, isSkipped }: RunOutcome): RefusedRun {
  return { run, raw, reasons, findings, unchanged: isSkipped };
}

/** So many runs are told one by one. */
const TOLD_RUNS = 20;

/** The answer for people. */
export function* summary(answer: StageAnswer, stage: StageName): Generator<string> {
  const { quarantined, rejected, skipped, waiting, changed } = answer;
  yield* toldRuns('rejected', rejected);
  yield* toldRuns('quarantined', quarantined);
  for (const run of changed.slice(0, TOLD_RUNS))
    yield `${printable(run)}: its raw folder is not what it was when it was ingested; ingest it again.\n`;
  const parts = [
    `${plural(answer.accepted, 'run')} accepted`,
    `${count(quarantined.length)} quarantined`,
    `${count(rejected.length)} rejected`,
    `${count(skipped)} as before`,
    ...(changed.length > 0 ? [`${count(changed.length)} changed`] : []),
    ...(waiting.length > 0 ? [`${count(waiting.length)} waiting for an earlier stage`] : []),
  ];
  yield `${stage}: ${parts.join(', ')}.\n`;
  if (answer.stopped) yield 'Stopped before the end; call it again to go on.\n';
}

function* toldRuns(word: string, runs: readonly RefusedRun[]): Generator<string> {
  for (const { run, raw, findings } of runs.slice(0, TOLD_RUNS)) {
    yield `${printable(run)} ${word} (${printable(raw)}):\n`;
    for (const { severity, code, file, line, column, message } of findings) {
      if (severity !== 'error') continue;
      const place = [file, line, column].filter((each) => each !== undefined).join(':');
      yield `  ${printable(place)}: ${code}: ${printable(message)}\n`;
    }
  }
  if (runs.length > TOLD_RUNS) yield `… and ${plural(runs.length - TOLD_RUNS, 'run')} more.\n`;
}
