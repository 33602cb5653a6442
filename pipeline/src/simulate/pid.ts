/** As printer.cfg states them (`pid_Kp` …): duty of 255 for a kelvin, a kelvin second, a kelvin a second. */
export interface PidGains {
  readonly kp: number;
  readonly ki: number;
  readonly kd: number;
}

/** Klipper reads its heaters' sensors so often, and a new duty takes effect one reading later. */
export const CONTROL_SECONDS = 0.3;

const PARAMETER_BASE = 255;
const MAX_DUTY = 1;
const SMOOTH_SECONDS = 1;
/** A heater counts as settled within these (°C and °C/s). */
const SETTLE_DELTA = 1;
const SETTLE_SLOPE = 0.1;
/** Less of a change is not sent to the microcontroller, unless the last one would time out there. */
const LEAST_CHANGE = 0.05;
const RESEND_SECONDS = 3 - (3 * CONTROL_SECONDS + 0.001);

/**
 * What Klipper does with a heater (klippy/extras/heaters.py): PID with a derivative of the measurement that is
 * smoothed over a second, an integral that is kept between 0 and full duty and stands while the output is
 * saturated, and small changes of the duty that are left out.
 */
export class HeaterControl {
  targetC = 0;
  /** What the heater is driven with now, 0 to 1. */
  duty = 0;
  smoothedC: number;
  private readonly kp: number;
  private readonly ki: number;
  private readonly kd: number;
  private previousC: number;
  private derivative = 0;
  private integral = 0;
  private sent = 0;
  private resendAt = 0;

  constructor(gains: PidGains, startC: number) {
    this.kp = gains.kp / PARAMETER_BASE;
    this.ki = gains.ki / PARAMETER_BASE;
    this.kd = gains.kd / PARAMETER_BASE;
    this.previousC = startC;
    this.smoothedC = startC;
  }

  /** Begins as if it had held its target for long with this duty. */
  hold(targetC: number, duty: number): void {
    this.targetC = targetC;
    this.duty = duty;
    this.sent = duty;
    this.integral = this.ki > 0 ? duty / this.ki : 0;
  }

  /** Every `CONTROL_SECONDS`. */
  update(seconds: number, sensorC: number): void {
    // What was sent one reading ago has arrived.
    this.duty = this.sent;
    const change = sensorC - this.previousC;
    this.derivative =
      (this.derivative * (SMOOTH_SECONDS - CONTROL_SECONDS) + change) / SMOOTH_SECONDS;
    const error = this.targetC - sensorC;
    const most = this.ki > 0 ? MAX_DUTY / this.ki : 0;
    const integral = Math.max(0, Math.min(most, this.integral + error * CONTROL_SECONDS));
    const output = this.kp * error + this.ki * integral - this.kd * this.derivative;
    const bounded = Math.max(0, Math.min(MAX_DUTY, output));
    this.send(seconds, this.targetC > 0 ? bounded : 0);
    this.previousC = sensorC;
    if (output === bounded) this.integral = integral;
    this.smoothedC += (sensorC - this.smoothedC) * (CONTROL_SECONDS / SMOOTH_SECONDS);
  }

  /** Whether M109 and M190 go on waiting. */
  get isBusy(): boolean {
    return (
      Math.abs(this.targetC - this.smoothedC) > SETTLE_DELTA ||
      Math.abs(this.derivative) > SETTLE_SLOPE
    );
  }

  private send(seconds: number, duty: number): void {
    const isLate = seconds >= this.resendAt && this.sent !== 0;
    if (!isLate && Math.abs(duty - this.sent) < LEAST_CHANGE) return;
    this.resendAt = seconds + CONTROL_SECONDS + RESEND_SECONDS;
    this.sent = duty;
  }
}
