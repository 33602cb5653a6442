import type { AlignedRun } from '../alignedRun.ts';
import { ACCELEROMETER_SPIKE } from './accelerometerSpike.ts';
import type { Detection, Detector } from './detector.ts';
import { EXTRUSION_RATE_DROP } from './extrusionRateDrop.ts';
import { FAN_SPEED_DROP } from './fanSpeedDrop.ts';
import { FILAMENT_ABSENCE } from './filamentAbsence.ts';
import { LAYER_IMAGE_DIFFERENCE } from './layerImageDifference.ts';
import { POSITION_ERROR } from './positionError.ts';
import { POWER_DRAW_ANOMALY } from './powerDrawAnomaly.ts';
import { STEPPER_LOAD_DROP } from './stepperLoadDrop.ts';
import { STEPPER_LOAD_INCREASE } from './stepperLoadIncrease.ts';
import { TEMPERATURE_SPIKE } from './temperatureSpike.ts';
import { VOLTAGE_DROP } from './voltageDrop.ts';

/** The six signals of the planning documents first, then what else failures leave. */
export const DETECTORS: readonly Detector[] = [
  TEMPERATURE_SPIKE,
  POWER_DRAW_ANOMALY,
  ACCELEROMETER_SPIKE,
  POSITION_ERROR,
  EXTRUSION_RATE_DROP,
  STEPPER_LOAD_INCREASE,
  STEPPER_LOAD_DROP,
  FAN_SPEED_DROP,
  VOLTAGE_DROP,
  FILAMENT_ABSENCE,
  LAYER_IMAGE_DIFFERENCE,
];

/** What all detectors find in a run, in the order of print time. */
export function detectAnomalies(run: AlignedRun): readonly Detection[] {
  return DETECTORS.flatMap((detector) => detector.detect(run)).sort(
    (a, b) => a.startSeconds - b.startSeconds || (a.detector < b.detector ? -1 : 1),
  );
}
