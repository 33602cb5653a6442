import type { FailureModels } from './failureModel.ts';
import { ramp } from './failureModel.ts';

/** A clog grows so long. */
const CLOG_SECONDS = 20;
/** Less than this share of the opening is as good as closed. */
const LEAST_OPENING = 0.12;
/** Filament between switch and gears, mm: more of it where the failure is mild. */
const LEAST_REST_MM = 5;
const MOST_REST_MM = 45;
/** At full severity. */
const MOST_OOZE = 120;
const MOST_OOZE_REACH = 6;

/** Failures of the way of the filament. */
export const FLOW_FAILURES: FailureModels<
  'nozzle_clog' | 'under_extrusion' | 'filament_runout' | 'stringing'
> = {
  // Poiseuille: at the same pressure the flow goes with the fourth power of the opening.
  nozzle_clog: ({ severity }) => ({
    act(condition, seconds) {
      const opening = Math.max(LEAST_OPENING, 1 - severity * ramp(seconds, CLOG_SECONDS));
      const squared = opening * opening;
      condition.nozzleResistance /= squared * squared;
    },
  }),
  under_extrusion: ({ severity }) => ({
    act(condition) {
      condition.feed *= 1 - severity / 2;
    },
  }),
  filament_runout: ({ severity }) => ({
    act(condition) {
      condition.hasFilament = false;
      condition.lastFilamentMm = LEAST_REST_MM + (1 - severity) * (MOST_REST_MM - LEAST_REST_MM);
    },
  }),
  stringing: ({ severity }) => ({
    act(condition) {
      condition.ooze *= 1 + severity * (MOST_OOZE - 1);
      condition.oozeReach *= 1 + severity * (MOST_OOZE_REACH - 1);
    },
  }),
};
