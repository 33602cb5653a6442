import { CHECK_SECONDS, type HeaterCheckSettings, HeaterChecks } from './heaterChecks.ts';
import { type HeaterConstants, HeaterModel } from './heaterModel.ts';
import { CONTROL_SECONDS, HeaterControl, type PidGains } from './pid.ts';
import { SENSOR_RATE_HZ } from './simulatedRun.ts';

const TICK_SECONDS = 1 / SENSOR_RATE_HZ;
const TICKS_A_READING = CONTROL_SECONDS * SENSOR_RATE_HZ;
const TICKS_A_CHECK = CHECK_SECONDS * SENSOR_RATE_HZ;

/** How the run finds a heater. */
export interface HeaterStart {
  readonly celsius: number;
  /** What it takes to hold that, where it was at work before the run; else 0. */
  readonly heldDuty: number;
}

/** A heater with its sensor, and the firmware that drives and watches it. */
export class RegulatedHeater {
  readonly model: HeaterModel;
  readonly control: HeaterControl;
  private readonly checks: HeaterChecks;

  constructor(
    gains: PidGains,
    watch: HeaterCheckSettings,
    constants: HeaterConstants,
    start: HeaterStart,
  ) {
    this.model = new HeaterModel(constants, TICK_SECONDS, start.celsius);
    this.control = new HeaterControl(gains, start.celsius);
    this.checks = new HeaterChecks(watch);
    if (start.heldDuty === 0) return;
    this.control.hold(start.celsius, start.heldDuty);
    this.checks.hold(start.celsius);
  }

  /** What the firmware does at the begin of a tick. @returns why it shuts the printer down */
  regulate(tick: number): string | undefined {
    const { model, control, checks } = this;
    const seconds = tick / SENSOR_RATE_HZ;
    let fault: string | undefined;
    if (tick % TICKS_A_READING === 0) {
      control.update(seconds, model.sensorC);
      fault = checks.checkReading(model.sensorC);
    }
    if (tick % TICKS_A_CHECK === 0)
      fault ??= checks.check(seconds, control.smoothedC, control.targetC);
    return fault;
  }
}
