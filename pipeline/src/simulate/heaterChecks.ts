/** Klipper's `[verify_heater]` with its defaults; `gainSeconds` is 20 for a hot end and 60 for a bed. */
export interface HeaterCheckSettings {
  readonly name: string;
  readonly gainSeconds: number;
  readonly maxTemperatureC: number;
}

export const CHECK_SECONDS = 1;

const HYSTERESIS_C = 5;
const MAX_ERROR_CS = 120;
const HEATING_GAIN_C = 2;
/** So many readings beyond the limit stop the microcontroller (klippy/extras/adc_temperature.py). */
const READINGS_BEYOND = 4;

/**
 * The two ways in which the firmware notices a heater that does not do what it should: it does not get
 * warm (klippy/extras/verify_heater.py), or its sensor is beyond `max_temp`. Too warm below `max_temp`
 * is not noticed.
 */
export class HeaterChecks {
  private readonly settings: HeaterCheckSettings;
  private approaches = false;
  private justBegan = false;
  private lastTargetC = 0;
  private goalC = 0;
  private goalSeconds = 0;
  private errorCs = 0;
  private readingsBeyond = 0;

  constructor(settings: HeaterCheckSettings) {
    this.settings = settings;
  }

  /** Begins as if the target had been reached long ago. */
  hold(targetC: number): void {
    this.lastTargetC = targetC;
  }

  /** With every reading. @returns why the printer shuts down */
  checkReading(sensorC: number): string | undefined {
    const { name, maxTemperatureC } = this.settings;
    this.readingsBeyond = sensorC > maxTemperatureC ? this.readingsBeyond + 1 : 0;
    if (this.readingsBeyond < READINGS_BEYOND) return undefined;
    return `${name} reads more than its maximum of ${maxTemperatureC} °C.`;
  }

  /** Every `CHECK_SECONDS`. @returns why the printer shuts down */
  check(seconds: number, temperatureC: number, targetC: number): string | undefined {
    const floor = targetC - HYSTERESIS_C;
    if (temperatureC >= floor || targetC <= 0) {
      this.approaches = false;
      this.justBegan = false;
      if (temperatureC <= targetC + HYSTERESIS_C) this.errorCs = 0;
      this.lastTargetC = targetC;
      return undefined;
    }
    this.errorCs += floor - temperatureC;
    if (!this.approaches) {
      if (targetC !== this.lastTargetC) this.beginApproach(seconds, temperatureC);
      else if (this.errorCs >= MAX_ERROR_CS)
        return `${this.settings.name} does not heat as it should.`;
    } else if (temperatureC >= this.goalC) {
      this.beginApproach(seconds, temperatureC);
      this.justBegan = false;
      this.errorCs = 0;
    } else if (seconds >= this.goalSeconds) {
      this.approaches = false;
    } else if (this.justBegan) {
      this.goalC = Math.min(this.goalC, temperatureC + HEATING_GAIN_C);
    }
    this.lastTargetC = targetC;
    return undefined;
  }

  private beginApproach(seconds: number, temperatureC: number): void {
    this.approaches = true;
    this.justBegan = true;
    this.goalC = temperatureC + HEATING_GAIN_C;
    this.goalSeconds = seconds + this.settings.gainSeconds;
  }
}
