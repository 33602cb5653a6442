import { createHash } from 'node:crypto';
import type { MachineProfile } from '#core/machine/profile';
import type { SensorTable } from '#core/run/channels';
import { detectAnomalies } from '#core/run/detectors/all';
import type { Detection } from '#core/run/detectors/detector';
import { computeFeatures, LAYER_ROW_FEATURES, RUN_FEATURES } from '#core/run/features/all';
import type { Stage, StageInput, StageOutput } from '../dataset/stage.ts';
import { sensorParquet } from '../dataset/writeParquet.ts';
import { readAlignedRun, rememberedRunPlans } from './readAlignedRun.ts';

/** Parts that this stage makes of a run. */
export const FEATURES_PART = {
  /** One row: a column for each feature of the run. */
  run: 'features_run.parquet',
  /** A row for each layer, which the column `layer` counts from 1. */
  layers: 'features_layer.parquet',
  /** What the detectors found: an array of `Detection`. */
  anomalies: 'anomalies.json',
} as const;

/** Numbers of each run and of each of its layers, and what is odd about it. */
export function featuresStage(profile?: MachineProfile): Stage {
  const plans = rememberedRunPlans(profile);
  return {
    name: 'features',
    version: 1,
    settings: createHash('sha256')
      .update(JSON.stringify([profile ?? null, namesOf(RUN_FEATURES), namesOf(LAYER_ROW_FEATURES)]))
      .digest('hex'),
    run: (input) => features(input, plans),
  };
}

async function features(
  input: StageInput,
  plans: ReturnType<typeof rememberedRunPlans>,
): Promise<StageOutput> {
  const run = await readAlignedRun(input, plans);
  const aligned = input.record('align');
  // A run that could not be aligned has been refused there; nothing can be said of it here.
  if (!run)
    return {
      verdict: aligned?.verdict ?? 'quarantine',
      findings: [],
      facts: { aligned: false },
      parts: new Map(),
    };
  const { run: ofRun, layers } = computeFeatures(run);
  const anomalies = detectAnomalies(run).map(rounded);
  const missing = ofRun.filter(Number.isNaN).length;
  return {
    verdict: 'accept',
    findings: [],
    facts: {
      aligned: true,
      layers: layers.length,
      features: ofRun.length,
      missing,
      anomalies: anomalies.length,
      detectors: [...new Set(anomalies.map(({ detector }) => detector))].sort().join(' '),
    },
    parts: new Map([
      [FEATURES_PART.run, sensorParquet(tableOf(namesOf(RUN_FEATURES), [ofRun]))],
      [
        FEATURES_PART.layers,
        sensorParquet(
          tableOf(
            ['layer', ...namesOf(LAYER_ROW_FEATURES)],
            layers.map((values, index) => [index + 1, ...values]),
          ),
        ),
      ],
      [
        FEATURES_PART.anomalies,
        new TextEncoder().encode(`${JSON.stringify(anomalies, null, 2)}\n`),
      ],
    ]),
  };
}

function namesOf(features: readonly { readonly name: string }[]): string[] {
  return features.map(({ name }) => name);
}

function tableOf(names: readonly string[], rows: readonly (readonly number[])[]): SensorTable {
  const columns = new Map(
    names.map((name, at) => [
      name,
      Float64Array.from(rows, (row) => nineDigits(row[at] ?? Number.NaN)),
    ]),
  );
  return { rowCount: rows.length, columns };
}

function rounded(detection: Detection): Detection {
  return { ...detection, score: nineDigits(detection.score) };
}

/** So that the last digit of another machine's sine does not make another file. */
function nineDigits(value: number): number {
  return Number.isNaN(value) ? value : Number(value.toPrecision(9));
}
