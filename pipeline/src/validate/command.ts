import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { REQUIRED_FILES } from '#core/run/runFolder';
import { type Command, type Given, JSON_OPTION } from '../command.ts';
import { type Dataset, openDataset, readPart } from '../dataset/datasetFolder.ts';
import { DATASET } from '../dataset/datasetPaths.ts';
import { watchForInterruption } from '../dataset/interruption.ts';
import { runStage, type StageOptions } from '../dataset/runStages.ts';
import { FORCE_OPTION } from '../dataset/stageCommand.ts';
import { EXIT, type ExitCode, Failure } from '../exit.ts';
import { findRuns } from '../ingest/findRuns.ts';
import { jsonPieces, writeOut } from '../output.ts';
import { PROFILE_OPTION, profileOf } from '../profile.ts';
import { progressFor } from '../progress.ts';
import {
  answerText,
  hasErrors,
  summaryOf,
  type ValidateAnswer,
  type ValidatedRun,
} from './answer.ts';
import { type ExpectationResult, evaluate } from './evaluate.ts';
import { EXPECTATIONS } from './expectations.ts';
import { readRun, rememberedPlans } from './readRun.ts';
import { RESULTS_PART, type ValidateOptions, validateStage } from './stage.ts';
import { suiteOf } from './suiteFile.ts';
import { Totals } from './totals.ts';
import { verdictOf } from './verdict.ts';

export const VALIDATE_COMMAND: Command = {
  name: 'validate',
  operands: ['DIR'],
  summary: 'Holds runs against what is expected of them, and says on which line they differ.',
  details: [
    'DIR is a dataset, whose runs are then accepted, quarantined or rejected; or a run, or a folder of raw runs, which are only reported on.',
    'Exits with 1 when a run has an error. A suite changes what is expected: docs/dataset-format.md lists all of it.',
  ],
  options: [
    { name: 'suite', value: 'FILE', help: 'change what is expected (JSON)' },
    PROFILE_OPTION,
    FORCE_OPTION,
    JSON_OPTION,
  ],
  examples: [
    'validate dataset',
    'validate raw/batch_0000/run_00001',
    'validate dataset --suite suite.json --json',
  ],
  run,
};

async function run(given: Given): Promise<ExitCode> {
  const folder = given.operands[0] ?? '';
  const options: ValidateOptions = { suite: await suiteFor(given), profile: profileOf(given) };
  const progress = progressFor(given, folder);
  const interruption = watchForInterruption();
  try {
    const stageOptions = { progress, signal: interruption.signal, force: given.has('force') };
    const isDataset = existsSync(join(folder, DATASET.journal));
    const answer = isDataset
      ? await validateDataset(folder, options, stageOptions)
      : await validateRaw(folder, options, stageOptions);
    progress.end();
    await writeOut(given.has('json') ? jsonPieces(answer) : answerText(answer));
    if (answer.stopped) return EXIT.interrupted;
    return hasErrors(answer) || (answer.changed?.length ?? 0) > 0 ? EXIT.findings : EXIT.fine;
  } finally {
    interruption.end();
    progress.end();
  }
}

async function suiteFor(given: Given) {
  const path = given.value('suite');
  if (path === undefined) return EXPECTATIONS;
  if (!existsSync(path)) throw new Failure(`${path} is not there; check --suite.`);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure(`${path} cannot be read; name a JSON file with --suite.`);
  });
  return suiteOf(text, path);
}

/** The stage of a dataset: runs that nothing has changed for are not looked at again. */
async function validateDataset(
  folder: string,
  options: ValidateOptions,
  stageOptions: StageOptions,
): Promise<ValidateAnswer> {
  const dataset = await openDataset(folder);
  try {
    const outcome = await runStage(dataset, validateStage(options), stageOptions);
    const { waiting, changed, isStopped } = outcome;
    if (outcome.runs.length === 0 && waiting.length > 0)
      throw new Failure(
        `No run of ${folder} is ready for validate; call first: 3dpai ingest RUNS --dataset ${folder}`,
      );
    const runs = outcome.runs.map(({ run: name, raw, verdict, findings }): ValidatedRun => {
      return { run: name, folder: pathFromHere(resolve(folder, raw)), verdict, findings };
    });
    const totals = new Totals();
    for (const { run: name } of runs) totals.add(name, await resultsOf(dataset, name));
    return {
      runs,
      expectations: totals.list(),
      summary: summaryOf(runs),
      waiting,
      changed,
      stopped: isStopped,
    };
  } finally {
    await dataset.close();
  }
}

/** Our own part of a run: only its shape is checked. */
const RESULTS = z.object({ expectations: z.array(z.custom<ExpectationResult>()) });

async function resultsOf(dataset: Dataset, name: string): Promise<readonly ExpectationResult[]> {
  const bytes = await readPart(dataset, name, 'validate', RESULTS_PART);
  return RESULTS.parse(JSON.parse(new TextDecoder().decode(bytes))).expectations;
}

/** The run folders in or at a folder that is no dataset. */
async function rawRuns(folder: string): Promise<readonly string[]> {
  const found = await findRuns([folder], join(folder, DATASET.journal));
  if (found.length > 0) return found;
  throw new Failure(
    `${folder} holds neither a dataset nor a run; a run is a folder with ${REQUIRED_FILES.join(', ')}.`,
  );
}

/** Raw runs, of which nothing is kept. */
async function validateRaw(
  folder: string,
  { suite = EXPECTATIONS, profile }: ValidateOptions,
  { progress, signal }: StageOptions,
): Promise<ValidateAnswer> {
  const folders = await rawRuns(folder);
  const plans = rememberedPlans();
  const runs: ValidatedRun[] = [];
  const totals = new Totals();
  for (const [index, path] of folders.entries()) {
    // Lets signals be heard.
    await setImmediate();
    if (signal?.aborted) break;
    const read = await asReadable(
      path,
      readRun(path, (gcode, printer) => plans(gcode, profile ?? printer)),
    );
    const { results, findings: found } = evaluate(read.run, suite);
    const findings = [...read.findings, ...found];
    const name = read.run.metadata?.value.run_id ?? basename(path);
    const verdict = verdictOf(findings);
    runs.push({ run: name, folder: pathFromHere(path), verdict, findings });
    totals.add(name, results);
    progress.reportItems('validate', index + 1, folders.length);
  }
  return {
    runs,
    expectations: totals.list(),
    summary: summaryOf(runs),
    stopped: runs.length < folders.length,
  };
}

async function asReadable<Value>(path: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new Failure(`${path} may not be read; give yourself permission to read it.`);
  }
}

/** Relative to the working folder where it lies below it, as editors and people expect. */
function pathFromHere(path: string): string {
  const below = relative('.', path);
  return below === '' ? '.' : below.startsWith('..') ? path : below;
}
