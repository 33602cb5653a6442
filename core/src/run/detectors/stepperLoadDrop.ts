import { type Detector, excursions } from './detector.ts';
import { extruderLoadScore, FAULT_SHARE, MEDIAN_ROWS } from './extruderLoad.ts';
import { columnOf } from './printingRows.ts';

export const STEPPER_LOAD_DROP: Detector = {
  name: 'stepper_load_drop',
  meaning:
    'The extruder works less than the flow asks for: filament runs out of the nozzle by itself, into the air, or is not there.',
  method: `The median of ${MEDIAN_ROWS} rows of even extrusion is ${100 * FAULT_SHARE} % below the line of load over flow that the run has taught so far.`,
  detect: (run) =>
    excursions(STEPPER_LOAD_DROP.name, columnOf(run, 't'), extruderLoadScore(run, -1), {
      mergeSeconds: 5,
    }),
};
