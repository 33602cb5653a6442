import { median } from '../statistics.ts';
import { type Detector, excursions } from './detector.ts';
import { columnOf, printingRows } from './printingRows.ts';

/** A supply that is regulated holds its voltage within 1 to 3 % under load. */
const LEAST_SHARE = 0.05;
/** What the run's own voltage is taken from. */
const LEARNED_SECONDS = 10;
/** So many rows one after the other, half a second at 20 Hz: a glitch of the meter is none. */
const LEAST_ROWS = 10;

export const VOLTAGE_DROP: Detector = {
  name: 'voltage_drop',
  meaning: 'The supply rail sags.',
  method: `The voltage is ${LEAST_SHARE * 100} % below its median of the first ${LEARNED_SECONDS} s of printing for ${LEAST_ROWS} rows.`,
  detect(run) {
    const t = columnOf(run, 't');
    const voltage = columnOf(run, 'voltage');
    const prints = printingRows(run);
    const begin = t[prints.indexOf(1)] ?? Number.NaN;
    const usual = median(
      voltage.filter((_, row) => prints[row] === 1 && (t[row] ?? 0) < begin + LEARNED_SECONDS),
    );
    const score = voltage.map((value) => (1 - value / usual) / LEAST_SHARE);
    return excursions(VOLTAGE_DROP.name, t, score, { mergeSeconds: 5, leastRows: LEAST_ROWS });
  },
};
