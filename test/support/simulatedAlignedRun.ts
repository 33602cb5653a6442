import { type GcodeText, textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { checkedReading } from '#core/rules/checkedReading';
import type { AlignedRun, LayerImage } from '#core/run/alignedRun';
import { alignRun } from '#core/run/runAlignment';
import { type RunPlan, runPlan } from '#core/run/runPlan';
import { alignedTimeline } from '#core/run/timeline';
import { readImage } from '../../pipeline/src/features/readImages.ts';
import { imageScale, layerImages } from '../../pipeline/src/simulate/layerImage.ts';
import type { Material } from '../../pipeline/src/simulate/material.ts';
import type { Scenario } from '../../pipeline/src/simulate/scenario.ts';
import type { Deposition } from '../../pipeline/src/simulate/simulatedRun.ts';
import { simulateRun } from '../../pipeline/src/simulate/simulateRun.ts';
import {
  type SimulationInput,
  simulationInput,
} from '../../pipeline/src/simulate/simulationInput.ts';

/** A G-code that is printed again and again. */
export interface Printed {
  readonly text: GcodeText;
  readonly input: SimulationInput;
  readonly plan: RunPlan;
}

export function printedFile(gcode: Uint8Array, profile?: MachineProfile): Printed {
  const text = textFromBytes(gcode);
  const reading = checkedReading(text, { flavor: 'auto', profile }).finish();
  return { text, input: simulationInput(reading), plan: runPlan(reading) };
}

/** A simulated run as the stages before features leave it; undefined where aligning refuses it. */
export function simulatedAlignedRun(
  { text, input, plan }: Printed,
  scenario: Scenario,
): AlignedRun | undefined {
  const { noisy, events, accelerometer, deposition } = simulateRun(input, scenario);
  const { toolpath, layers } = plan;
  const { clock, pair } = alignRun({
    toolpath,
    text,
    layerStarts: layers.map(({ startSeconds }) => startSeconds),
    table: noisy,
    events,
    filePosition: 'executed',
  });
  if (!clock || pair.kind === 'wrong') return undefined;
  const timestamp = noisy.columns.get('timestamp') ?? new Float64Array(1);
  return {
    runId: scenario.runId,
    ...plan,
    material: materialFacts(scenario.material),
    timeline: alignedTimeline(toolpath, layers, noisy, clock.map),
    accelerometer: { ...accelerometer, startSourceSeconds: -(timestamp[0] ?? 0) },
    images: imagesOf(input, deposition),
  };
}

function materialFacts({
  name,
  densityGPerCm3,
  specificHeatJPerGK,
}: Material): AlignedRun['material'] {
  return { name, densityGPerCm3, specificHeatJPerGK: specificHeatJPerGK ?? Number.NaN };
}

function imagesOf(input: SimulationInput, deposition: Deposition): LayerImage[] {
  const scale = imageScale(input);
  return [...layerImages(input, deposition)].flatMap(
    ({ number, png }) => readImage(number, png, scale) ?? [],
  );
}
