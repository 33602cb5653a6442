import type { FailureModels } from './failureModel.ts';
import { ramp } from './failureModel.ts';

/** What is left of the sensor's responsiveness when it has slipped out. */
const LOOSE_FOLLOW = 0.05;
/** How fast the air cools it then, 1/s: with it a sensor that slips out at 210 °C reads 100 °C after a minute,
 * as in the planning documents. */
const LOOSE_COOLING_PER_S = 0.02;
/** A fan whose bearing fails coasts down so long. */
const FAN_STOPS_SECONDS = 4;
/** A supply that fails sags so long. */
const SAG_SECONDS = 5;
const MOST_SAG = 0.3;

/** Failures of heaters, sensors, fans and supply. */
export const HEAT_FAILURES: FailureModels<
  'thermal_runaway' | 'heater_failure' | 'thermistor_loose' | 'fan_failure' | 'under_voltage'
> = {
  // Stuck at less than what holds the temperature it would only make the regulation's work easier.
  thermal_runaway: ({ severity, hotendDuty }) => ({
    act(condition) {
      const stuck = hotendDuty + severity * (1 - hotendDuty);
      condition.leastDuty = Math.max(condition.leastDuty, stuck);
    },
  }),
  heater_failure: ({ severity }) => ({
    act(condition) {
      condition.heaterPower *= 1 - severity;
    },
  }),
  thermistor_loose: ({ severity }) => ({
    act(condition) {
      condition.sensorFollow *= 1 - severity * (1 - LOOSE_FOLLOW);
      condition.sensorCoolingPerS += severity * LOOSE_COOLING_PER_S;
    },
  }),
  fan_failure: ({ severity }) => ({
    act(condition, seconds) {
      condition.fanSpeed *= 1 - severity * ramp(seconds, FAN_STOPS_SECONDS);
    },
  }),
  under_voltage: ({ severity }) => ({
    act(condition, seconds) {
      condition.supply *= 1 - MOST_SAG * severity * ramp(seconds, SAG_SECONDS);
    },
  }),
};
