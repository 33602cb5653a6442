import type { AlignedRun } from '../alignedRun.ts';
import { commandedFlow } from '../features/flow.ts';
import { sectionsOf } from '../features/section.ts';
import { median } from '../statistics.ts';
import { columnOf, printingRows } from './printingRows.ts';
import { RecursiveFit } from './recursiveFit.ts';

/** The pressure has settled when the flow was the same within a sixth for so many rows (0.15 s at 20 Hz). */
const SETTLED_ROWS = 3;
const SAME_FLOW = 0.15;
const LEAST_FLOW_MM3_PER_S = 0.3;
/** The median of so many settled rows is compared: a second and a half of even extrusion. */
export const MEDIAN_ROWS = 30;
/** A few degrees of the melt and the shape of the path change the load by a twentieth; an eighth is a fault. */
export const FAULT_SHARE = 0.125;
/** What one row is unsure by. */
const NOISE = 0.05;
/** The prediction itself must be that sure, in standard deviations. */
const LEAST_DEVIATIONS = 3;
const LEARNED_ROWS = 60;

/**
 * How far the load of the extruder is above (`sign` 1) or below (−1) the line of load over flow that the run
 * has taught so far, as a score: 1 at `FAULT_SHARE` of what was predicted. NaN where nothing is extruded evenly.
 */
export function extruderLoadScore(run: AlignedRun, sign: 1 | -1): Float64Array {
  const { whole } = sectionsOf(run);
  const load = columnOf(run, 'extruder_load');
  const flow = commandedFlow({ ...whole, firstRow: 0, endRow: run.timeline.rowCount });
  const prints = printingRows(run);
  // Load of the idle motor, and what a flow of 1 mm³/s adds.
  const fit = new RecursiveFit([
    { mean: 0.1, deviation: 0.1 },
    { mean: 0.06, deviation: 0.06 },
  ]);
  const shares: number[] = [];
  const deviations: number[] = [];
  let settled = 0;
  let learned = 0;
  return load.map((value, row) => {
    const now = flow[row] ?? Number.NaN;
    const before = flow[row - 1] ?? Number.NaN;
    const isSame = now > LEAST_FLOW_MM3_PER_S && Math.abs(now - before) <= SAME_FLOW * now;
    settled = isSame && prints[row] === 1 ? settled + 1 : 0;
    if (settled < SETTLED_ROWS || Number.isNaN(value)) return Number.NaN;
    const x = [1, now];
    deviations.push(sign * fit.deviation(x, value, NOISE / Math.sqrt(MEDIAN_ROWS)));
    shares.push(sign * (value / fit.predict(x) - 1));
    if (shares.length > MEDIAN_ROWS) {
      deviations.shift();
      shares.shift();
    }
    const share = median(shares);
    const isTaught = learned >= LEARNED_ROWS;
    // What is already suspect is not learned as normal.
    if (!isTaught || share < FAULT_SHARE / 2) {
      fit.learn(x, value, NOISE);
      learned++;
    }
    return isTaught && shares.length === MEDIAN_ROWS
      ? Math.min(share / FAULT_SHARE, median(deviations) / LEAST_DEVIATIONS)
      : Number.NaN;
  });
}
