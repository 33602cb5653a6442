import { NOMINAL_VOLTAGE } from './electrical.ts';
import type { Parameters } from './parameters.ts';
import type { Scenario } from './scenario.ts';
import type { SimulationInput } from './simulationInput.ts';
import { bedLoss, hotendLoss, middle } from './thermal.ts';

/** Power in hand of what holding the temperature takes, and for the filament that is melted, W. */
const IN_HAND = 1.08;
const MELTING_W = 3;
const BED_IN_HAND = 1.25;
/** What the supply sags by under the printer's own load. */
const SAG_V = 0.3;
/** How far above what is asked for a heater may go before its sensor counts as wrong. */
const ABOVE_TARGET_C = 15;

export interface FittedPrinter {
  readonly parameters: Parameters;
  readonly hotendMaxC: number;
  readonly bedMaxC: number;
}

/**
 * The printer of a scenario as someone would have built it for this print. Loss, power and voltage are drawn one
 * by one; where they make a heater that cannot hold what the file asks for, it gets the least power that
 * can. Limits leave room above the highest target.
 */
export function fittedPrinter(input: SimulationInput, scenario: Scenario): FittedPrinter {
  const { parameters, material } = scenario;
  const { ambientTemperatureC, supplyVoltageV } = parameters;
  const targets = (kind: 'hotend' | 'bed', own: number): number =>
    highest(input, kind, input.timetable.startsHot ? own : 0, own);
  const hotendC = targets('hotend', middle(material.printC));
  const bedC = targets('bed', middle(material.bedC));
  const voltage = (supplyVoltageV - SAG_V) / NOMINAL_VOLTAGE;
  const share = voltage * voltage;
  const fan = Math.max(0, Math.min(1, highest(input, 'fan', 0, 0)));
  const held = hotendLoss(parameters, fan, 0) * (hotendC - ambientTemperatureC);
  const bedHeld = bedLoss(parameters) * (bedC - ambientTemperatureC);
  return {
    parameters: {
      ...parameters,
      hotendPowerW: Math.max(parameters.hotendPowerW, (held * IN_HAND + MELTING_W) / share),
      bedPowerW: Math.max(parameters.bedPowerW, (bedHeld * BED_IN_HAND) / share),
    },
    hotendMaxC: Math.max(input.hotend.maxTemperatureC, hotendC + ABOVE_TARGET_C),
    bedMaxC: Math.max(input.bed.maxTemperatureC, bedC + ABOVE_TARGET_C),
  };
}

/** @param own stands for what the file leaves to the material */
function highest(
  { timetable }: SimulationInput,
  kind: 'hotend' | 'bed' | 'fan',
  least: number,
  own: number,
): number {
  let most = least;
  for (const step of timetable.steps) {
    if (step.kind !== 'set' || step.what !== kind) continue;
    most = Math.max(most, Number.isNaN(step.value) ? own : step.value);
  }
  return most;
}
