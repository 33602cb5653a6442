import type { RunTruth } from '#core/run/metadata';
import { exp } from './exactMath.ts';
import type { Material } from './material.ts';
import type { Parameters } from './parameters.ts';
import type { Deposition } from './simulatedRun.ts';
import type { SimulationInput } from './simulationInput.ts';

/** What the printer was like while a layer was laid, summed sample by sample. */
export class LayerSums {
  readonly samples: Float64Array;
  readonly hotendC: Float64Array;
  readonly bedC: Float64Array;
  readonly fan: Float64Array;

  constructor(layerCount: number) {
    this.samples = new Float64Array(layerCount);
    this.hotendC = new Float64Array(layerCount);
    this.bedC = new Float64Array(layerCount);
    this.fan = new Float64Array(layerCount);
  }

  /** @param fan speed as a share of its full one */
  add(layer: number, hotendC: number, bedC: number, fan: number): void {
    this.samples[layer] = (this.samples[layer] ?? 0) + 1;
    this.hotendC[layer] = (this.hotendC[layer] ?? 0) + hotendC;
    this.bedC[layer] = (this.bedC[layer] ?? 0) + bedC;
    this.fan[layer] = (this.fan[layer] ?? 0) + fan;
  }
}

/** Assumed: heat that a square metre of bead gives away for a kelvin, W, in still air, for a metre a second of
 * draught, and under the fan at full speed (60 with the fan, as the planning documents reckon). */
const STILL_AIR = 18;
const DRAUGHT = 6;
const FAN = 42;
/** Up to about here above the bed its warmth counts, mm. */
const BED_REACH_MM = 8;
/** Where the material's file does not say. */
const SPECIFIC_HEAT = 1.8;

/** The layers of truth.json: those of which a piece was begun. */
export function layerTruths(
  input: SimulationInput,
  deposition: Deposition,
  sums: LayerSums,
  material: Material,
  parameters: Parameters,
): RunTruth['layers'] {
  const truths: RunTruth['layers'][number][] = [];
  let previous: { readonly seconds: number; readonly hotendC: number } | undefined;
  input.layers.forEach((layer, index) => {
    const end = Math.min(layer.endPiece, deposition.pieceCount);
    const pieces = piecesOf(input, deposition, layer.firstPiece, end);
    if (pieces === undefined) return;
    const samples = sums.samples[index] ?? 0;
    const mean = (column: Float64Array): number =>
      samples > 0 ? (column[index] ?? 0) / samples : Number.NaN;
    // A layer shorter than a sample has no mean of its own.
    const hotendC = samples > 0 ? mean(sums.hotendC) : (previous?.hotendC ?? 0);
    const surroundings = surroundingsC(layer.z, mean(sums.bedC), parameters.ambientTemperatureC);
    const below = previous
      ? cooled(
          previous,
          surroundings,
          beadSeconds(input, layer.height, mean(sums.fan), material, parameters),
        )
      : surroundings;
    truths.push({
      layer: layer.number,
      ...pieces,
      hotend_mean_c: hotendC,
      interlayer_c: below,
    });
    previous = { seconds: pieces.end_s - pieces.start_s, hotendC };
  });
  return truths;
}

function piecesOf(
  { path }: SimulationInput,
  deposition: Deposition,
  first: number,
  end: number,
): Omit<RunTruth['layers'][number], 'layer' | 'hotend_mean_c' | 'interlayer_c'> | undefined {
  if (end <= first) return undefined;
  let [commanded, deposited, offsetX, offsetY] = [0, 0, 0, 0];
  for (let piece = first; piece < end; piece++) {
    const laid = deposition.deposited[piece] ?? 0;
    commanded += path.filament[piece] ?? 0;
    deposited += laid;
    offsetX += laid * (deposition.offsetX[piece] ?? 0);
    offsetY += laid * (deposition.offsetY[piece] ?? 0);
  }
  const last = end - 1;
  return {
    start_s: deposition.start[first] ?? 0,
    end_s: (deposition.start[last] ?? 0) + (deposition.duration[last] ?? 0),
    filament_commanded_mm: commanded,
    filament_deposited_mm: deposited,
    // Of the plastic, so that travels do not count.
    offset_x_mm: deposited > 0 ? offsetX / deposited : 0,
    offset_y_mm: deposited > 0 ? offsetY / deposited : 0,
  };
}

function surroundingsC(z: number, bedC: number, ambientC: number): number {
  return ambientC + ((Number.isNaN(bedC) ? ambientC : bedC) - ambientC) * exp(-z / BED_REACH_MM);
}

/** The bead of the layer below, which has cooled for about the time of a layer: T = T∞ + (T₀ − T∞)·e^(−t/τ). */
function cooled(
  laid: { readonly seconds: number; readonly hotendC: number },
  surroundings: number,
  timeConstant: number,
): number {
  return surroundings + (laid.hotendC - surroundings) * exp(-laid.seconds / timeConstant);
}

/** τ = ρ·c·A / (h·P) of a bead as wide as the nozzle and an eighth, in s. */
function beadSeconds(
  input: SimulationInput,
  height: number,
  fan: number,
  material: Material,
  parameters: Parameters,
): number {
  const width = input.nozzleDiameterMm * 1.125;
  const heatJPerMm3K =
    ((material.specificHeatJPerGK ?? SPECIFIC_HEAT) * material.densityGPerCm3) / 1000;
  const transfer =
    STILL_AIR + DRAUGHT * parameters.airFlowMPerS + FAN * (Number.isNaN(fan) ? 0 : fan);
  const thick = height > 0 ? height : width / 2;
  return (heatJPerMm3K * width * thick) / ((transfer / 1e6) * 2 * (width + thick));
}
