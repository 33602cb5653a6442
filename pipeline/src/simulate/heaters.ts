import type { PrinterCondition } from './condition.ts';
import { NOMINAL_VOLTAGE } from './electrical.ts';
import type { FittedPrinter } from './fittedPrinter.ts';
import type { HeaterLoads } from './heaterModel.ts';
import type { Material } from './material.ts';
import type { Parameters } from './parameters.ts';
import { type HeaterStart, RegulatedHeater } from './regulatedHeater.ts';
import type { SimulationInput } from './simulationInput.ts';
import { bedLoss, filamentHeat, hotendLoss, middle } from './thermal.ts';

/** Assumed: how fast the sensor of a bed follows it, 1/s. */
const BED_SENSOR_PER_S = 0.1;
/** `check_gain_time` of Klipper's `[verify_heater]`. */
const HOTEND_GAIN_SECONDS = 20;
const BED_GAIN_SECONDS = 60;

/** Hot end and bed of a printer. */
export class Heaters {
  readonly hotend: RegulatedHeater;
  readonly bed: RegulatedHeater;
  private readonly parameters: Parameters;
  private readonly material: Material;

  constructor(input: SimulationInput, fitted: FittedPrinter, material: Material) {
    const { parameters, hotendMaxC, bedMaxC } = fitted;
    const { startsHot, steps } = input.timetable;
    const ambientC = parameters.ambientTemperatureC;
    const heatsBed = steps.some((step) => step.kind === 'set' && step.what === 'bed');
    const hotendStart = startsHot
      ? held(
          middle(material.printC),
          hotendLoss(parameters, 0, 0),
          parameters.hotendPowerW,
          parameters,
        )
      : { celsius: ambientC, heldDuty: 0 };
    const bedStart =
      startsHot && !heatsBed
        ? held(middle(material.bedC), bedLoss(parameters), parameters.bedPowerW, parameters)
        : { celsius: ambientC, heldDuty: 0 };
    this.parameters = parameters;
    this.material = material;
    this.hotend = new RegulatedHeater(
      input.hotend.gains,
      { name: 'The hot end', gainSeconds: HOTEND_GAIN_SECONDS, maxTemperatureC: hotendMaxC },
      {
        heatCapacityJPerK: parameters.hotendHeatCapacityJPerK,
        responsivenessPerS: parameters.sensorResponsivenessPerS,
        ambientC,
      },
      hotendStart,
    );
    this.bed = new RegulatedHeater(
      input.bed.gains,
      { name: 'The bed', gainSeconds: BED_GAIN_SECONDS, maxTemperatureC: bedMaxC },
      {
        heatCapacityJPerK: parameters.bedHeatCapacityJPerK,
        responsivenessPerS: BED_SENSOR_PER_S,
        ambientC,
      },
      bedStart,
    );
  }

  /** What the firmware does at the begin of a tick. @returns why it shuts the printer down */
  regulate(tick: number): string | undefined {
    const hotendFault = this.hotend.regulate(tick);
    const bedFault = this.bed.regulate(tick);
    return hotendFault ?? bedFault;
  }

  /**
   * A tick. @param power of hot end and bed, W @param fan speed as a share of the full one @param feed filament
   * that goes in, mm³/s
   */
  heat(
    power: { readonly hotendW: number; readonly bedW: number },
    fan: number,
    feed: number,
    { sensorFollow, sensorCoolingPerS }: PrinterCondition,
  ): void {
    const { parameters, material } = this;
    const lossWPerK = hotendLoss(parameters, fan, filamentHeat(material, feed));
    this.hotend.model.step({
      powerW: power.hotendW,
      lossWPerK,
      sensorFollow,
      sensorCoolingPerS,
    });
    const bedLoads: HeaterLoads = {
      powerW: power.bedW,
      lossWPerK: bedLoss(parameters),
      sensorFollow: 1,
      sensorCoolingPerS: 0,
    };
    this.bed.model.step(bedLoads);
  }
}

/** It has been at a temperature for long. */
function held(
  celsius: number,
  lossWPerK: number,
  power: number,
  { ambientTemperatureC, supplyVoltageV }: Parameters,
): HeaterStart {
  const voltage = supplyVoltageV / NOMINAL_VOLTAGE;
  const duty = (lossWPerK * (celsius - ambientTemperatureC)) / (power * voltage * voltage);
  return { celsius, heldDuty: Math.max(0, Math.min(1, duty)) };
}
