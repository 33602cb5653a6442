import { type Detector, excursions } from './detector.ts';
import { columnOf } from './printingRows.ts';

/** A switch that bounces is closed again sooner, at 20 rows a second. */
const LEAST_ROWS = 4;

export const FILAMENT_ABSENCE: Detector = {
  name: 'filament_absence',
  meaning: 'The filament switch is open: the filament has ended or has broken.',
  method: `The switch is open for ${LEAST_ROWS} rows within the print.`,
  detect(run) {
    const layer = columnOf(run, 'layer');
    const score = columnOf(run, 'filament_present').map((present, row) =>
      Number.isNaN(present) || Number.isNaN(layer[row] ?? Number.NaN)
        ? Number.NaN
        : Number(present < 0.5),
    );
    return excursions(FILAMENT_ABSENCE.name, columnOf(run, 't'), score, {
      mergeSeconds: 5,
      leastRows: LEAST_ROWS,
    });
  },
};
