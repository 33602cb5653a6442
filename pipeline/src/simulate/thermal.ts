import { exp } from './exactMath.ts';
import type { Material } from './material.ts';
import type { Parameters } from './parameters.ts';

/** Assumed where the material's file does not say, J/(g·K). */
const SPECIFIC_HEAT = 1.8;
/** Assumed: what a draught of a metre a second adds to the losses. */
const HOTEND_DRAUGHT = 0.03;
const BED_DRAUGHT = 0.05;
/** `airFlowMPerS` of the room in which the losses were measured. */
const USUAL_DRAUGHT = 0.2;

/** Assumed: the melt is half as stiff 30 °C warmer, and sets below the range it is printed in. */
const STIFFER_PER_C = 0.0231;
const SETS_BELOW_RANGE_C = 40;
const SETTING_PER_C = 0.15;

/** Heat that the hot end loses for a kelvin, W: to the air, to the part cooling fan and into the filament. */
export function hotendLoss(
  parameters: Parameters,
  /** Speed of the fan as a share of its full one. */
  fan: number,
  /** What filament of `feedMm3PerS` takes along, see `filamentHeat`. */
  filament: number,
): number {
  const { hotendLossWPerK, hotendFanLossWPerK, airFlowMPerS } = parameters;
  // Kalico's measured example (docs/MPC.md): half the fan does three quarters of what all of it does.
  const share = fan * (2.03 - 1.03 * fan);
  const draught = 1 + HOTEND_DRAUGHT * (airFlowMPerS - USUAL_DRAUGHT);
  return (hotendLossWPerK + hotendFanLossWPerK * share) * draught + filament;
}

export function bedLoss({ bedLossWPerK, airFlowMPerS }: Parameters): number {
  return bedLossWPerK * (1 + BED_DRAUGHT * (airFlowMPerS - USUAL_DRAUGHT));
}

/** q·ρ·c_p: heat that filament takes along for a kelvin, W. */
export function filamentHeat(material: Material, feedMm3PerS: number): number {
  const specificHeat = material.specificHeatJPerGK ?? SPECIFIC_HEAT;
  return (feedMm3PerS / 1000) * material.densityGPerCm3 * specificHeat;
}

/** How much harder the melt goes through the nozzle than at the middle of the material's range. */
export function meltResistance({ printC }: Material, celsius: number): number {
  const sets = Math.max(0, printC[0] - SETS_BELOW_RANGE_C - celsius);
  const stiffer = STIFFER_PER_C * (middle(printC) - celsius) + SETTING_PER_C * sets;
  return Math.min(MOST_RESISTANCE, Math.max(LEAST_RESISTANCE, exp(stiffer)));
}

const LEAST_RESISTANCE = 0.3;
const MOST_RESISTANCE = 1000;

export function middle([low, high]: readonly [number, number]): number {
  return (low + high) / 2;
}
