import { join, relative } from 'node:path';
import { commands, Disposable, type LogOutputChannel, ProgressLocation, window } from 'vscode';
import { COMMAND } from '../manifest.ts';
import { formatDuration } from '../text/quantity.ts';
import { chooseDataset, chooseIngest, chooseSimulation, workspacePath } from './choices.ts';
import type { Dataset, Datasets } from './datasets.ts';
import { type ProgramEnd, progressText, runProgram } from './program.ts';
import type { RunningStages } from './runningStages.ts';
import { DATASET_STAGES, datasetWords, ingestWords, STAGES, type StageId } from './stages.ts';

export interface StageDependencies {
  /** dist/3dpai.mjs. */
  readonly program: string;
  readonly datasets: Datasets;
  readonly running: RunningStages;
  readonly log: LogOutputChannel;
}

/** A stage of the Pipeline view, or nothing where the palette asks. */
interface StageArgument {
  readonly stage?: { readonly id: StageId };
  readonly dataset?: Dataset;
}

/** The stages as commands: with progress and rate in a notification, which can be cancelled. */
export function registerStageCommands(deps: StageDependencies): Disposable {
  const { running, datasets } = deps;
  return Disposable.from(
    commands.registerCommand(COMMAND.simulateRuns, () => simulate(deps)),
    commands.registerCommand(COMMAND.ingestRuns, () => ingest(deps)),
    commands.registerCommand(COMMAND.validateDataset, () => runOn(deps, 'validate')),
    commands.registerCommand(COMMAND.alignDataset, () => runOn(deps, 'align')),
    commands.registerCommand(COMMAND.computeFeatures, () => runOn(deps, 'features')),
    commands.registerCommand(COMMAND.runPipeline, () => runAll(deps)),
    commands.registerCommand(COMMAND.runStage, ({ stage, dataset }: StageArgument) =>
      stage?.id === 'ingest'
        ? ingest(deps, dataset)
        : runOn(deps, stage?.id ?? 'validate', dataset),
    ),
    commands.registerCommand(COMMAND.refreshDatasets, () => datasets.refresh()),
    commands.registerCommand(COMMAND.cancelStage, ({ stage, dataset }: StageArgument) => {
      if (stage && dataset) running.cancel(dataset.folder.fsPath, stage.id);
    }),
  );
}

async function simulate(deps: StageDependencies): Promise<boolean> {
  const choice = await chooseSimulation();
  if (!choice) return false;
  const { words, folder, out } = choice;
  return runWords(deps, 'simulate', words, folder, out);
}

async function ingest(deps: StageDependencies, dataset?: Dataset): Promise<boolean> {
  const choice = await chooseIngest(await deps.datasets.all(), dataset);
  if (!choice) return false;
  const { source, folder } = choice;
  return runWords(deps, 'ingest', ingestWords(source, choice.dataset), folder, choice.dataset);
}

async function runOn(deps: StageDependencies, stage: StageId, chosen?: Dataset): Promise<boolean> {
  const dataset = chosen ?? (await chooseDataset(await deps.datasets.all()));
  if (!dataset) return false;
  const folder = workspacePath(dataset.folder);
  const path = relative(folder, dataset.folder.fsPath) || '.';
  return runWords(deps, stage, datasetWords(stage, path), folder, path);
}

/** Validate, align and features of one dataset, as far as they go. */
async function runAll(deps: StageDependencies): Promise<void> {
  const dataset = await chooseDataset(await deps.datasets.all());
  if (!dataset) return;
  for (const stage of DATASET_STAGES) if (!(await runOn(deps, stage, dataset))) return;
}

/** @param about the dataset's (or, of a simulation, the raw runs') folder, as seen from `folder`
 * @returns whether the stage went to its end, with or without findings */
async function runWords(
  { program, running, log, datasets }: StageDependencies,
  stage: StageId,
  words: readonly string[],
  folder: string,
  about: string,
): Promise<boolean> {
  const path = join(folder, about);
  if (running.isRunning(path)) {
    void window.showWarningMessage(`A stage is running on ${about} already; wait or cancel it.`);
    return false;
  }
  const title = STAGES.find(({ id }) => id === stage)?.title ?? stage;
  log.info(`3dpai ${words.join(' ')}`);
  const end = await window
    .withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        let shown = 0;
        const call = runProgram({
          program,
          words,
          folder,
          onProgress: (line) => {
            const message = progressText(line, formatDuration);
            progress.report({ message, increment: (line.fraction - shown) * 100 });
            shown = line.fraction;
            running.show(path, stage, message, call.cancel);
          },
        });
        running.show(path, stage, 'begins', call.cancel);
        token.onCancellationRequested(call.cancel);
        return call.ended;
      },
    )
    .then(
      (value) => value,
      (error: unknown): ProgramEnd => ({ code: 70, stdout: '', messages: [String(error)] }),
    );
  running.end(path, stage);
  await datasets.refresh();
  for (const message of end.messages) log.info(message);
  return tell(title, end, log);
}

const INTERRUPTED = 130;

async function tell(title: string, end: ProgramEnd, log: LogOutputChannel): Promise<boolean> {
  if (end.code === 0) {
    window.setStatusBarMessage(`$(pass) ${title}: done`, 5_000);
    return true;
  }
  if (end.code === null || end.code === INTERRUPTED) {
    window.setStatusBarMessage(`${title}: cancelled; the next call goes on from here`, 5_000);
    return false;
  }
  if (end.code === 1) {
    void window
      .showWarningMessage(`${title}: some runs have problems.`, 'Show Problems')
      .then((answer) => {
        if (answer !== undefined) void commands.executeCommand('workbench.actions.view.problems');
      });
    return true;
  }
  const reason = (end.messages.at(-1) ?? 'it ended without a word').replace(/^3dpai: /, '');
  void window.showErrorMessage(`${title}: ${reason}`, 'Show Log').then((answer) => {
    if (answer !== undefined) log.show();
  });
  return false;
}
