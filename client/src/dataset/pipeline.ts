import { Disposable, type LogOutputChannel, Uri } from 'vscode';
import { registerDatasetProblems } from './datasetProblems.ts';
import { Datasets } from './datasets.ts';
import { type PipelineView, registerPipelineView } from './pipelineView.ts';
import { RunningStages } from './runningStages.ts';
import { registerStageCommands } from './runStage.ts';
import { registerRunsView } from './runsView.ts';
import { registerSensorsCsv } from './sensorsCsv.ts';
import { registerStageTasks } from './stageTasks.ts';

export interface Pipeline extends Disposable {
  readonly datasets: Datasets;
  readonly pipelineView: PipelineView;
  readonly runsView: ReturnType<typeof registerRunsView>;
}

/** Everything about datasets: commands, tasks, both views, problems. */
export function registerPipeline(extensionUri: Uri, log: LogOutputChannel): Pipeline {
  const program = Uri.joinPath(extensionUri, 'dist', '3dpai.mjs').fsPath;
  const datasets = new Datasets();
  const running = new RunningStages();
  const pipelineView = registerPipelineView({ datasets, running });
  const runsView = registerRunsView(datasets);
  const registered = Disposable.from(
    datasets,
    running,
    pipelineView,
    runsView,
    registerDatasetProblems(datasets),
    registerSensorsCsv(),
    registerStageCommands({ program, datasets, running, log }),
    registerStageTasks(program, datasets),
  );
  return { datasets, pipelineView, runsView, dispose: () => registered.dispose() };
}
