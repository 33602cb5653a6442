// The stages as the palette, the tasks and the Pipeline view show them, in the order in which they run.
// Each is the command of the same name of the 3dpai program.

export const STAGES = [
  stage('simulate', 'Simulate Runs', 'make print runs with known failures', 'beaker'),
  stage('ingest', 'Ingest Runs', 'take raw runs into the dataset', 'archive'),
  stage('validate', 'Validate Dataset', 'check every run against what it should hold', 'checklist'),
  stage('align', 'Align Dataset', 'put all streams on planned print time', 'git-compare'),
  stage('features', 'Compute Features', 'features and anomalies of every run and layer', 'graph'),
] as const;

export type StageId = (typeof STAGES)[number]['id'];

export interface StageDescription {
  readonly id: string;
  /** As a command's title. */
  readonly title: string;
  readonly purpose: string;
  /** A codicon. */
  readonly icon: string;
}

function stage<const Id extends string>(
  id: Id,
  title: string,
  purpose: string,
  icon: string,
): StageDescription & { readonly id: Id } {
  return { id, title, purpose, icon };
}

/** Stages that read a dataset and need nothing else to be told. */
export const DATASET_STAGES = ['validate', 'align', 'features'] as const satisfies StageId[];

/** Where raw runs and the dataset lie unless a person says otherwise, below the workspace folder. */
export const USUAL_FOLDERS = {
  raw: 'raw',
  simulated: 'raw/phase1_simulation',
  dataset: 'dataset',
} as const;

/** What a person chose for a simulation. */
export interface SimulationChoice {
  readonly runs: number;
  /** `none`, `all`, or kinds. */
  readonly failures: readonly string[];
  readonly seed: number;
  /** A G-code file; undefined for shapes of our own. */
  readonly gcode: string | undefined;
}

/** Words behind `3dpai`, paths as seen from the workspace folder. */
export function simulateWords(choice: SimulationChoice, out: string): string[] {
  return [
    'simulate',
    ...(choice.gcode === undefined ? [] : [choice.gcode]),
    ...['--out', out, '--runs', String(choice.runs)],
    ...['--failures', choice.failures.join(','), '--seed', String(choice.seed)],
  ];
}

export function ingestWords(source: string, dataset: string): string[] {
  return ['ingest', source, '--dataset', dataset];
}

export function datasetWords(stageId: StageId, dataset: string): string[] {
  return [stageId, dataset];
}
