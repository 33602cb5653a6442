import type { FittedPrinter } from './fittedPrinter.ts';
import type { Material } from './material.ts';
import { SENSOR_RATE_HZ } from './simulatedRun.ts';
import type { SimulationInput } from './simulationInput.ts';
import { bedLoss, hotendLoss, middle } from './thermal.ts';

/** A heater settles so long after it has come near. */
const SETTLING_SECONDS = 45;

/** How many rows a run is going to have: exact where nothing is waited for, else about. */
export function likelyRows(
  { path, timetable, moves }: SimulationInput,
  { parameters }: FittedPrinter,
  material: Material,
): number {
  const targets = { hotend: Number.NaN, bed: Number.NaN };
  let seconds = path.seconds;
  for (const step of timetable.steps) {
    if (step.kind === 'stand') seconds += step.seconds;
    else if (step.kind === 'moves' && !step.isPlanned)
      for (let move = step.from; move < step.to; move++) seconds += moves.duration[move] ?? 0;
    else if (step.kind === 'set' && (step.what === 'hotend' || step.what === 'bed'))
      targets[step.what] = step.value;
    else if (step.kind === 'wait') seconds += heatingSeconds(step.heater) + SETTLING_SECONDS;
  }
  return Math.ceil(seconds * SENSOR_RATE_HZ) + 1;

  /** From the temperature of the room, with half of the loss at the target on the way. */
  function heatingSeconds(heater: 'hotend' | 'bed'): number {
    const isBed = heater === 'bed';
    const own = middle(isBed ? material.bedC : material.printC);
    const target = Number.isNaN(targets[heater]) ? own : targets[heater];
    const rise = Math.max(0, target - parameters.ambientTemperatureC);
    const loss = isBed ? bedLoss(parameters) : hotendLoss(parameters, 0, 0);
    const power = isBed ? parameters.bedPowerW : parameters.hotendPowerW;
    const capacity = isBed ? parameters.bedHeatCapacityJPerK : parameters.hotendHeatCapacityJPerK;
    return (capacity * rise) / Math.max(power / 4, power - (loss * rise) / 2);
  }
}
