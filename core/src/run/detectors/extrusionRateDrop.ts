import { isMeasured } from '../features/section.ts';
import { type Detector, excursions } from './detector.ts';
import { columnOf, printingRows } from './printingRows.ts';

/** Filament over which told and seen are compared: what Klipper's motion sensor waits for
 * (filament_motion_sensor, detection_length) is 7 mm. */
const COMPARED_MM = 7;
/** The wheel of a sensor is a few percent off its nominal size, and slips a little when filament turns back. */
const FAULT_SHARE = 0.08;
/** For longer than this an extruder that stands tells nothing. */
const LONGEST_SECONDS = 60;

export const EXTRUSION_RATE_DROP: Detector = {
  name: 'extrusion_rate_drop',
  meaning: 'Less filament passes the sensor than the extruder was told to push.',
  method: `Of the last ${COMPARED_MM} mm that were pushed forward, retracted ones counted again, the sensor missed more than ${FAULT_SHARE * 100} %.`,
  detect(run) {
    const told = columnOf(
      run,
      isMeasured(run, 'extruder_position') ? 'extruder_position' : 'commanded_extruder',
    );
    const seen = columnOf(run, 'filament_position');
    const t = columnOf(run, 't');
    const prints = printingRows(run);
    const forward = forwardOf(told);
    let from = 0;
    const score = told.map((now, row) => {
      if (prints[row] === 0 || Number.isNaN(now + (seen[row] ?? Number.NaN))) return Number.NaN;
      // The latest row with enough filament behind it where both are known.
      for (let next = from + 1; next < row; next++) {
        if ((forward[row] ?? 0) - (forward[next] ?? 0) < COMPARED_MM) break;
        if (!Number.isNaN((told[next] ?? 0) + (seen[next] ?? 0))) from = next;
      }
      const pushed = (forward[row] ?? 0) - (forward[from] ?? 0);
      const seconds = (t[row] ?? 0) - (t[from] ?? 0);
      if (pushed < COMPARED_MM || seconds > LONGEST_SECONDS) return Number.NaN;
      const missed = now - (told[from] ?? 0) - ((seen[row] ?? 0) - (seen[from] ?? 0));
      return missed / pushed / FAULT_SHARE;
    });
    return excursions(EXTRUSION_RATE_DROP.name, t, score, { mergeSeconds: 10 });
  },
};

/** Sum of all that was pushed forward until each row. */
function forwardOf(told: Float64Array): Float64Array {
  let sum = 0;
  let before = Number.NaN;
  return told.map((now) => {
    if (now > before) sum += now - before;
    if (!Number.isNaN(now)) before = now;
    return sum;
  });
}
