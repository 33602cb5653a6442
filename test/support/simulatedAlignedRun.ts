import { textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { checkedReading } from '#core/rules/checkedReading';
import type { AlignedRun, LayerImage } from '#core/run/alignedRun';
import type { SensorTable } from '#core/run/channels';
import { type ClockMap, plannedMoment } from '#core/run/clockMap';
import type { RunTruth } from '#core/run/metadata';
import { locateFrom, pieceAt, plannedPoint } from '#core/run/plannedMotion';
import { type RunPlan, runPlan } from '#core/run/runPlan';
import { readImage } from '../../pipeline/src/features/readImages.ts';
import { imageScale, layerImages } from '../../pipeline/src/simulate/layerImage.ts';
import type { Material } from '../../pipeline/src/simulate/material.ts';
import type { Scenario } from '../../pipeline/src/simulate/scenario.ts';
import type { SimulatedRun } from '../../pipeline/src/simulate/simulatedRun.ts';
import { simulateRun } from '../../pipeline/src/simulate/simulateRun.ts';
import {
  type SimulationInput,
  simulationInput,
} from '../../pipeline/src/simulate/simulationInput.ts';

/** A G-code that is printed again and again. */
export interface Printed {
  readonly input: SimulationInput;
  readonly plan: RunPlan;
}

export function printedFile(gcode: Uint8Array, profile?: MachineProfile): Printed {
  const options = { flavor: 'auto', profile } as const;
  const reading = checkedReading(textFromBytes(gcode), options).finish();
  return { input: simulationInput(reading), plan: runPlan(reading) };
}

/** What a run was, and how it looks when its clock is known exactly: as good as aligning can be. */
export function simulatedAlignedRun(
  { input, plan }: Printed,
  scenario: Scenario,
): { readonly run: AlignedRun; readonly truth: RunTruth } {
  const simulated = simulateRun(input, scenario);
  const run: AlignedRun = {
    runId: scenario.runId,
    ...plan,
    material: materialFacts(scenario.material),
    timeline: aligned(simulated, plan),
    accelerometer: { ...simulated.accelerometer, startSourceSeconds: 0 },
    images: imagesOf(input, simulated),
  };
  return { run, truth: simulated.truth };
}

function materialFacts({
  name,
  densityGPerCm3,
  specificHeatJPerGK,
}: Material): AlignedRun['material'] {
  return { name, densityGPerCm3, specificHeatJPerGK: specificHeatJPerGK ?? Number.NaN };
}

function clockMap({ clock }: RunTruth, seconds: number): ClockMap {
  const stretches = clock.stretches.map(({ planned_start_s, offset_s }, i) => ({
    plannedStart: planned_start_s,
    plannedEnd: clock.stretches[i + 1]?.planned_start_s ?? seconds,
    offset: offset_s,
    standardError: 0,
    anchors: 0,
  }));
  return { scale: clock.scale, stretches };
}

function aligned({ noisy, truth }: SimulatedRun, { toolpath, layers }: RunPlan): SensorTable {
  const map = clockMap(truth, toolpath.seconds);
  const { rowCount } = noisy;
  const columns = new Map(noisy.columns);
  const column = (name: string): Float64Array => {
    const values = new Float64Array(rowCount).fill(Number.NaN);
    columns.set(name, values);
    return values;
  };
  const timestamp = noisy.columns.get('timestamp')!;
  columns.set('source_t', timestamp);
  const [t, line, layer, piece] = [column('t'), column('line'), column('layer'), column('piece')];
  const [x, y, z] = [column('commanded_x'), column('commanded_y'), column('commanded_z')];
  const [velocity, extruder] = [column('commanded_velocity'), column('commanded_extruder')];
  const pushedBefore = new Float64Array(toolpath.count + 1);
  for (let i = 0; i < toolpath.count; i++)
    pushedBefore[i + 1] = pushedBefore[i]! + toolpath.filament[i]!;
  const layerOfPiece = new Int32Array(toolpath.count).fill(-1);
  for (const [i, { firstPiece, endPiece }] of layers.entries())
    layerOfPiece.fill(i, firstPiece, endPiece);
  const point = plannedPoint();
  for (let row = 0; row < rowCount; row++) {
    const moment = plannedMoment(map, timestamp[row]!);
    t[row] = Math.max(moment.seconds, row === 0 ? 0 : t[row - 1]!);
    const at = pieceAt(toolpath, t[row]!);
    locateFrom(toolpath, at, t[row]!, point);
    [x[row], y[row], z[row]] = [point.x, point.y, point.z];
    velocity[row] = moment.stands
      ? 0
      : Math.hypot(point.velocityX, point.velocityY, point.velocityZ);
    extruder[row] = at < 0 ? 0 : pushedBefore[at]! + point.filament;
    if (at < 0) continue;
    line[row] = toolpath.line[at]! + 1;
    if (!moment.stands) piece[row] = at;
    if (layerOfPiece[at]! >= 0 && t[row]! < toolpath.seconds) layer[row] = layerOfPiece[at]! + 1;
  }
  return { rowCount, columns };
}

function imagesOf(input: SimulationInput, { deposition }: SimulatedRun): LayerImage[] {
  const scale = imageScale(input);
  return [...layerImages(input, deposition)].flatMap(
    ({ number, png }) => readImage(number, png, scale) ?? [],
  );
}
