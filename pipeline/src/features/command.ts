import { z } from 'zod';
import type { Detection } from '#core/run/detectors/detector';
import { LAYER_ROW_FEATURES, RUN_FEATURES } from '#core/run/features/all';
import { type Command, type Given, JSON_OPTION } from '../command.ts';
import { type Dataset, openDataset, readPart } from '../dataset/datasetFolder.ts';
import { watchForInterruption } from '../dataset/interruption.ts';
import { runStage } from '../dataset/runStages.ts';
import {
  exitCodeOf,
  FORCE_OPTION,
  type StageAnswer,
  stageAnswer,
  summary,
} from '../dataset/stageCommand.ts';
import { type ExitCode, Failure } from '../exit.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { PROFILE_OPTION, profileOf } from '../profile.ts';
import { progressFor } from '../progress.ts';
import { plural } from '../quantities.ts';
import { textTable } from '../textTable.ts';
import { FEATURES_PART, featuresStage } from './stage.ts';

export const FEATURES_COMMAND: Command = {
  name: 'features',
  operands: ['DIR'],
  summary:
    'Computes features of aligned runs and of their layers, and finds what is odd about them.',
  details: [
    'DIR is a dataset whose runs are aligned. Numbers go to canonical/features_run and canonical/features_layer, anomalies to work/RUN/features; what they mean stands in docs/features.md and docs/detectors.md. A feature that a run has no channel for is null.',
    'Exits with 1 when a run was refused or has changed; anomalies alone are no reason.',
  ],
  options: [PROFILE_OPTION, FORCE_OPTION, JSON_OPTION],
  examples: ['features dataset', 'features dataset --json'],
  run,
};

/** What `3dpai features DIR --json` prints beside the answer of every stage. */
export interface FeaturesAnswer extends StageAnswer {
  /** Runs that have features, and how many each of them and each of its layers has. */
  readonly runs: number;
  readonly features: number;
  readonly layerFeatures: number;
  /** Share of all features of all runs that are missing. */
  readonly nanShare: number;
  readonly anomalies: readonly RunAnomaly[];
}

export interface RunAnomaly extends Detection {
  readonly run: string;
}

async function run(given: Given): Promise<ExitCode> {
  const folder = given.operands[0] ?? '';
  const stage = featuresStage(profileOf(given));
  const progress = progressFor(given, folder);
  const interruption = watchForInterruption();
  try {
    const dataset = await openDataset(folder);
    try {
      const { signal } = interruption;
      const outcome = await runStage(dataset, stage, {
        progress,
        signal,
        force: given.has('force'),
      });
      if (outcome.runs.length === 0 && outcome.waiting.length > 0)
        throw new Failure(
          `No run of ${folder} is ready for features; call first: 3dpai align ${folder}`,
        );
      const aligned = outcome.runs.filter(({ facts }) => facts.aligned === true);
      const missing = aligned.reduce((sum, { facts }) => sum + Number(facts.missing), 0);
      const anomalies: RunAnomaly[] = [];
      for (const { run: name } of aligned) anomalies.push(...(await anomaliesOf(dataset, name)));
      const answer: FeaturesAnswer = {
        ...stageAnswer(folder, outcome),
        runs: aligned.length,
        features: RUN_FEATURES.length,
        layerFeatures: LAYER_ROW_FEATURES.length,
        nanShare: aligned.length === 0 ? 0 : missing / (aligned.length * RUN_FEATURES.length),
        anomalies,
      };
      progress.end();
      await writeOut(given.has('json') ? jsonPieces(answer) : answerText(answer));
      return exitCodeOf(answer);
    } finally {
      await dataset.close();
    }
  } finally {
    interruption.end();
    progress.end();
  }
}

/** Our own part: only its shape is checked. */
const ANOMALIES = z.array(z.custom<Detection>());

async function anomaliesOf(dataset: Dataset, name: string): Promise<readonly RunAnomaly[]> {
  const bytes = await readPart(dataset, name, 'features', FEATURES_PART.anomalies);
  if (bytes === undefined) return [];
  const found = ANOMALIES.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return found.map((anomaly) => ({ run: name, ...anomaly }));
}

function* answerText(answer: FeaturesAnswer): Generator<string> {
  const { runs, features, layerFeatures, nanShare, anomalies } = answer;
  const byDetector = new Map<string, { runs: Set<string>; count: number }>();
  for (const { detector, run: name } of anomalies) {
    const entry = byDetector.get(detector) ?? { runs: new Set(), count: 0 };
    entry.runs.add(name);
    entry.count += 1;
    byDetector.set(detector, entry);
  }
  if (byDetector.size > 0)
    yield* lines(
      textTable(
        ['<', '>', '>'],
        [
          ['detector', 'runs', 'anomalies'],
          ...[...byDetector]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([detector, { runs: of, count }]) => [
              printable(detector),
              String(of.size),
              String(count),
            ]),
        ],
      ),
    );
  if (runs > 0)
    yield `${plural(runs, 'run')} with ${features} features each and ${layerFeatures} for each layer; ${(100 * nanShare).toFixed(1)} % of them are missing.\n`;
  yield* summary(answer, 'features');
}

function* lines(table: Iterable<string>): Generator<string> {
  for (const line of table) yield `${line}\n`;
}
