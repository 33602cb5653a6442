import { exp } from './exactMath.ts';
import type { Parameters } from './parameters.ts';
import { SENSOR_RATE_HZ } from './simulatedRun.ts';

/** What heaters are rated at. */
export const NOMINAL_VOLTAGE = 24;

/** Assumed: wires and supply, a fan's inertia, and how fast a meter follows. */
const SUPPLY_OHM = 0.02;
const VOLTAGE_SECONDS = 0.1;
const FAN_SECONDS = 0.7;
const METER_SECONDS = 0.3;
const FAN_W = 2.4;
/** Motors take more while they accelerate. */
const MOTOR_LOAD_SHARE = 0.4;

const kept = (seconds: number): number => exp(-1 / (SENSOR_RATE_HZ * seconds));
const VOLTAGE_KEPT = kept(VOLTAGE_SECONDS);
const FAN_KEPT = kept(FAN_SECONDS);
const METER_KEPT = kept(METER_SECONDS);

/** What the supply is asked for in a tick. */
export interface ElectricLoads {
  readonly hotendDuty: number;
  readonly bedDuty: number;
  /** 0 to 1. */
  readonly fan: number;
  readonly fanShare: number;
  readonly supplyShare: number;
  readonly motorsOn: boolean;
  readonly axisLoad: number;
}

/** Supply, fan and power: each follows what it is driven with as a first-order lag. */
export class Electrics {
  voltage: number;
  fanRpm = 0;
  /** Power of each heater, and what a meter before the supply reads, W. */
  hotendW = 0;
  bedW = 0;
  powerW: number;
  private readonly parameters: Parameters;

  constructor(parameters: Parameters) {
    this.parameters = parameters;
    this.voltage = parameters.supplyVoltageV;
    this.powerW = parameters.idlePowerW;
  }

  step(loads: ElectricLoads): void {
    const { supplyVoltageV, hotendPowerW, bedPowerW, motorPowerW, idlePowerW, fanMaxRpm } =
      this.parameters;
    // Heaters are resistors.
    const share = this.voltage / NOMINAL_VOLTAGE;
    this.hotendW = loads.hotendDuty * hotendPowerW * share * share;
    this.bedW = loads.bedDuty * bedPowerW * share * share;
    const fanGoal = fanMaxRpm * loads.fan * loads.fanShare * share;
    this.fanRpm = fanGoal + (this.fanRpm - fanGoal) * FAN_KEPT;
    const motors = loads.motorsOn ? motorPowerW * (1 + MOTOR_LOAD_SHARE * loads.axisLoad) : 0;
    const fan = FAN_W * (this.fanRpm / fanMaxRpm);
    const power = this.hotendW + this.bedW + motors + fan + idlePowerW;
    this.powerW = power + (this.powerW - power) * METER_KEPT;
    const source = supplyVoltageV * loads.supplyShare;
    const goal = source - (SUPPLY_OHM * power) / this.voltage;
    this.voltage = goal + (this.voltage - goal) * VOLTAGE_KEPT;
  }
}
