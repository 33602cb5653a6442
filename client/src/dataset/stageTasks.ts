import { relative } from 'node:path';
import {
  type Disposable,
  ProcessExecution,
  Task,
  TaskGroup,
  type TaskProvider,
  TaskScope,
  tasks,
  type WorkspaceFolder,
  workspace,
} from 'vscode';
import type { Datasets } from './datasets.ts';
import { NODE_ENVIRONMENT } from './program.ts';
import {
  datasetWords,
  ingestWords,
  STAGES,
  type StageId,
  simulateWords,
  USUAL_FOLDERS,
} from './stages.ts';

export const TASK_TYPE = '3dpai';

/** What tasks.json says of one: the stage, and words that are given to it as they are. */
interface StageTask {
  readonly type: typeof TASK_TYPE;
  readonly stage: StageId;
  readonly arguments?: readonly string[];
}

/** Every stage as a task: in a terminal, with the program's own bar, and its problems in the Problems panel. */
export function registerStageTasks(program: string, datasets: Datasets): Disposable {
  const provider: TaskProvider = {
    async provideTasks() {
      const all = await datasets.all();
      return (workspace.workspaceFolders ?? []).flatMap((folder) => {
        const own = all.find(({ folder: { fsPath } }) => fsPath.startsWith(folder.uri.fsPath));
        const dataset = own
          ? relative(folder.uri.fsPath, own.folder.fsPath)
          : USUAL_FOLDERS.dataset;
        return STAGES.map(({ id }) =>
          taskOf(
            { type: TASK_TYPE, stage: id, arguments: usualWords(id, dataset) },
            folder,
            program,
          ),
        );
      });
    },
    resolveTask(task) {
      const { stage, arguments: words } = task.definition as Partial<StageTask>;
      if (stage === undefined) return undefined;
      const scope = typeof task.scope === 'object' ? task.scope : TaskScope.Workspace;
      const given = { type: TASK_TYPE, stage, ...(words ? { arguments: words } : {}) } as const;
      const resolved = taskOf(given, scope, program);
      // VS Code knows a task by the very definition that it asked about.
      resolved.definition = task.definition;
      return resolved;
    },
  };
  return tasks.registerTaskProvider(TASK_TYPE, provider);
}

/** What stands behind the stage's own name. */
function usualWords(stage: StageId, dataset: string): readonly string[] {
  switch (stage) {
    case 'simulate': {
      const choice = { runs: 20, failures: ['all'], seed: 1, gcode: undefined };
      return simulateWords(choice, USUAL_FOLDERS.simulated).slice(1);
    }
    case 'ingest':
      return ingestWords(USUAL_FOLDERS.raw, dataset).slice(1);
    default:
      return datasetWords(stage, dataset).slice(1);
  }
}

function taskOf(
  definition: StageTask,
  scope: WorkspaceFolder | TaskScope.Workspace,
  program: string,
): Task {
  const { stage } = definition;
  const words = definition.arguments ?? usualWords(stage, USUAL_FOLDERS.dataset);
  const execution = new ProcessExecution(process.execPath, [program, stage, ...words], {
    env: NODE_ENVIRONMENT,
  });
  const title = STAGES.find(({ id }) => id === stage)?.title ?? stage;
  const task = new Task(definition, scope, title.toLowerCase(), TASK_TYPE, execution, [
    '$3dpai-dataset',
  ]);
  task.group = TaskGroup.Build;
  return task;
}
