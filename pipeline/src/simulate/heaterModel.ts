import { exp } from './exactMath.ts';

/** A heated mass with a sensor behind it: the hot end, or the bed. */
export interface HeaterConstants {
  readonly heatCapacityJPerK: number;
  /** Of the sensor: dT_sensor/dt = responsiveness · (T_block − T_sensor). */
  readonly responsivenessPerS: number;
  readonly ambientC: number;
}

/** What acts on it during one step, constant over it. */
export interface HeaterLoads {
  /** Electric power that arrives in the block. */
  readonly powerW: number;
  /** All that leaves it for a kelvin above ambient: air, fan, and filament that is heated. */
  readonly lossWPerK: number;
  /** How much of its responsiveness the sensor still has; 1 where it sits as it should. */
  readonly sensorFollow: number;
  /** How fast the air cools the sensor, 1/s; 0 where it sits as it should. */
  readonly sensorCoolingPerS: number;
}

/**
 * Lumped block and sensor, as Kalico's model predictive control has them (docs/MPC.md):
 *
 *     C · dT_b/dt = P − L · (T_b − T_a)
 *     dT_s/dt = r · (T_b − T_s) − c · (T_s − T_a)
 *
 * The system is linear and triangular, so each step is its exact solution for loads that stay the same.
 */
export class HeaterModel {
  blockC: number;
  sensorC: number;
  private readonly constants: HeaterConstants;
  private readonly seconds: number;
  // Of the last step: while nothing changes, neither do these.
  private blockRate = Number.NaN;
  private blockDecay = 1;
  private sensorRate = Number.NaN;
  private sensorDecay = 1;

  /** @param seconds length of all steps */
  constructor(constants: HeaterConstants, seconds: number, startC: number) {
    this.constants = constants;
    this.seconds = seconds;
    this.blockC = startC;
    this.sensorC = startC;
  }

  step(loads: HeaterLoads): void {
    const { heatCapacityJPerK, responsivenessPerS, ambientC } = this.constants;
    const blockRate = loads.lossWPerK / heatCapacityJPerK;
    const follow = responsivenessPerS * loads.sensorFollow;
    let sensorRate = follow + loads.sensorCoolingPerS;
    // Where both rates are the same the solution has another form; a millionth beside it has not.
    if (Math.abs(sensorRate - blockRate) < blockRate * 1e-6) sensorRate = blockRate * 1.000001;
    if (blockRate !== this.blockRate) {
      this.blockRate = blockRate;
      this.blockDecay = exp(-blockRate * this.seconds);
    }
    if (sensorRate !== this.sensorRate) {
      this.sensorRate = sensorRate;
      this.sensorDecay = exp(-sensorRate * this.seconds);
    }
    const blockGoal = ambientC + loads.powerW / loads.lossWPerK;
    const block = this.blockC - blockGoal;
    const sensorGoal = (follow * blockGoal + loads.sensorCoolingPerS * ambientC) / sensorRate;
    // The part of the sensor that goes with the block's own decay.
    const forced = (follow / (sensorRate - blockRate)) * block;
    const sensor = this.sensorC - sensorGoal - forced;
    this.blockC = blockGoal + block * this.blockDecay;
    this.sensorC = sensorGoal + forced * this.blockDecay + sensor * this.sensorDecay;
  }
}
