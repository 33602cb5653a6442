import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { commands, languages, tasks, Uri, workspace } from 'vscode';
import { COMMAND } from '../../client/src/manifest.ts';
import { activated, describeProblem, eventually, sample } from '../support/extensionHost.ts';

const RUN = 'raw/phase1_simulation/batch_0000/run_00002';
/** A real simulation, ingest and validation take their time on a busy machine. */
const LONG_MS = 60_000;

/** What a person writes into .vscode/tasks.json. */
const TASKS = {
  version: '2.0.0',
  tasks: [
    {
      label: 'two runs',
      type: '3dpai',
      stage: 'simulate',
      arguments: [
        ...['--out', 'raw/phase1_simulation', '--runs', '2', '--failures', 'layer_shift'],
        ...['--seed', '5', '--no-audio', '--no-accel'],
      ],
    },
  ],
};

describe('The pipeline', function () {
  this.timeout(4 * LONG_MS);

  before(async () => {
    const folder = Uri.joinPath(sample('x'), '..', '.vscode');
    await workspace.fs.createDirectory(folder);
    const text = new TextEncoder().encode(JSON.stringify(TASKS));
    await workspace.fs.writeFile(Uri.joinPath(folder, 'tasks.json'), text);
  });

  it('offers every stage as a task', async () => {
    const found = await tasks.fetchTasks({ type: '3dpai' });
    const stages = new Set(found.map(({ definition }) => definition.stage));
    deepEqual([...stages].toSorted(), ['align', 'features', 'ingest', 'simulate', 'validate']);
  });

  it('simulates runs by a task of the workspace', async () => {
    equal(await runTask(({ name }) => name === 'two runs'), 0);
    ok((await workspace.fs.stat(sample(`${RUN}/sensors.csv`))).size > 10_000);
  });

  it('shows what ingest found on the line that has it', async () => {
    const path = sample(`${RUN}/sensors.csv`).fsPath;
    const lines = readFileSync(path, 'utf8').split('\n');
    lines[11] = (lines[11] ?? '').replace(/^([^,]*),[^,]*/, '$1,warm');
    writeFileSync(path, lines.join('\n'));
    const code = await runTask(({ definition }) => definition.stage === 'ingest');
    equal(code, 1);
    const { testing } = await activated();
    const { datasets, pipelineView } = testing.pipeline;
    await eventually(
      async () => (await datasets.all()).length === 1,
      'the dataset is found',
      LONG_MS,
    );
    const [node] = await pipelineView.nodes();
    equal(node?.stages.find(({ stage }) => stage.id === 'ingest')?.state, 'findings');
    await eventually(
      () => problemLines(path).some((line) => line.startsWith('12:')),
      'the cell is a problem on its line',
    );
  });

  it('validates by a command, and the Runs view has every run with its findings', async () => {
    const { testing } = await activated();
    await commands.executeCommand(COMMAND.validateDataset);
    const { pipelineView, runsView } = testing.pipeline;
    const [node] = await pipelineView.nodes();
    equal(node?.stages.find(({ stage }) => stage.id === 'validate')?.state === 'not run', false);
    const batches = await runsView.children();
    const runs = (await Promise.all(batches.map((batch) => runsView.children(batch)))).flat();
    deepEqual(
      runs.map((run) => (run.kind === 'run' ? `${run.name} ${run.verdict}` : run.kind)),
      ['run_00001 accept', 'run_00002 quarantine'],
    );
    const [, broken] = runs;
    const inside = broken ? await runsView.children(broken) : [];
    ok(inside.some(({ kind }) => kind === 'finding'));
    ok(inside.some((each) => each.kind === 'file' && each.uri.path.endsWith('/sensors.csv')));
  });
});

function problemLines(path: string): string[] {
  return languages.getDiagnostics(Uri.file(path)).map(describeProblem);
}

/** Runs a task to its end and returns the exit code of its program. */
async function runTask(
  isMeant: (task: { name: string; definition: Record<string, unknown> }) => boolean,
): Promise<number | undefined> {
  let task = (await tasks.fetchTasks()).find(isMeant);
  await eventually(
    async () => {
      task ??= (await tasks.fetchTasks()).find(isMeant);
      return task !== undefined;
    },
    'VS Code knows the task',
    LONG_MS,
  );
  return new Promise((resolve, reject) => {
    const ended = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task?.name) return;
      ended.dispose();
      resolve(exitCode);
    });
    if (task) tasks.executeTask(task).then(undefined, reject);
  });
}
