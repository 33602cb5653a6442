import { pathDistance } from '../features/positionError.ts';
import { sectionsOf } from '../features/section.ts';
import { median } from '../statistics.ts';
import { type Detector, excursions } from './detector.ts';
import { columnOf, printingRows } from './printingRows.ts';

/** Rows over which the median is taken, half a second at 20 Hz: the head swings to and fro at corners. */
const MEDIAN_ROWS = 11;
/** The play of a sound axis is a few hundredths of a millimetre, half of it to each side. A motor that
 * loses steps loses four at least, which is 0.8 mm with five steps a millimetre. */
const LIMIT_MM = 0.05;

export const POSITION_ERROR: Detector = {
  name: 'position_error',
  meaning: 'The head is off the planned path: steps were lost, or an axis has play.',
  method: `The median of ${MEDIAN_ROWS} rows of the distance in XY to the planned path within a quarter second is more than ${LIMIT_MM} mm.`,
  detect(run) {
    const { whole } = sectionsOf(run);
    const prints = printingRows(run);
    const distances = pathDistance({ ...whole, firstRow: 0, endRow: run.timeline.rowCount }).map(
      (distance, row) => (prints[row] === 1 ? distance : Number.NaN),
    );
    const score = distances.map((distance, row) =>
      Number.isNaN(distance) || row < MEDIAN_ROWS
        ? Number.NaN
        : median(distances.subarray(row - MEDIAN_ROWS + 1, row + 1)) / LIMIT_MM,
    );
    return excursions(POSITION_ERROR.name, columnOf(run, 't'), score, { mergeSeconds: 10 });
  },
};
