import type { AlignedRun } from '../alignedRun.ts';
import { type Detection, type Detector, excursions } from './detector.ts';
import { extruderLoadScore, FAULT_SHARE, MEDIAN_ROWS } from './extruderLoad.ts';
import { columnOf, printingRows } from './printingRows.ts';

/** From here on a motor loses steps. */
const LIMIT = 1;

export const STEPPER_LOAD_INCREASE: Detector = {
  name: 'stepper_load_increase',
  meaning:
    'A motor works harder than before for the same motion, or reaches the load at which it loses steps.',
  method: `The load of X and Y or of the extruder reaches ${LIMIT}; or the median of ${MEDIAN_ROWS} rows of even extrusion is ${100 * FAULT_SHARE} % above the line of load over flow that the run has taught so far.`,
  detect: (run) => [
    ...atLimit(run),
    ...excursions(STEPPER_LOAD_INCREASE.name, columnOf(run, 't'), extruderLoadScore(run, 1), {
      mergeSeconds: 5,
    }),
  ],
};

function atLimit(run: AlignedRun): Detection[] {
  const axes = columnOf(run, 'axis_load');
  const prints = printingRows(run);
  const score = columnOf(run, 'extruder_load').map((load, row) => {
    const axis = axes[row] ?? Number.NaN;
    const larger = Number.isNaN(load) || axis > load ? axis : load;
    return prints[row] === 1 ? larger / LIMIT : Number.NaN;
  });
  return excursions(STEPPER_LOAD_INCREASE.name, columnOf(run, 't'), score, { mergeSeconds: 2 });
}
