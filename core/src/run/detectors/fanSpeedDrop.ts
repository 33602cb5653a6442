import { commandedValues } from '../features/commanded.ts';
import { median } from '../statistics.ts';
import { type Detector, excursions } from './detector.ts';
import { columnOf, rowSeconds } from './printingRows.ts';

/** A fan has reached its speed so long after a new command; behind a lower one it is still too fast. */
const SPIN_UP_SECONDS = 3;
/** Slower commands than this may not turn a fan at all. */
const LEAST_FAN = 0.1;
/** The tachometer reads a few percent off; a fifth less is a fault. */
const FAULT_SHARE = 0.2;
/** No part cooling fan of a printer turns more slowly than this at full command, rpm: blowers of 40 and 50 mm
 * have 4000 and more. One that was never sound is found by it. */
const LEAST_FULL_RPM = 2500;
/** Rows of which the median counts, half a second at 20 Hz: a reading alone says nothing. */
const MEDIAN_ROWS = 11;

export const FAN_SPEED_DROP: Detector = {
  name: 'fan_speed_drop',
  meaning:
    'The part cooling fan turns more slowly than it did for the same command, or than any fan should.',
  method: `Speed over command, ${SPIN_UP_SECONDS} s after the last change of the command, as the median of ${MEDIAN_ROWS} rows, is ${FAULT_SHARE * 100} % below the highest that the run has had, or below ${LEAST_FULL_RPM} rpm at full command.`,
  detect(run) {
    const speed = columnOf(run, 'fan_speed');
    const wait = Math.ceil(SPIN_UP_SECONDS / rowSeconds(run));
    const command = commandedValues(run, 'fan');
    const recent: number[] = [];
    let since = 0;
    let highest = LEAST_FULL_RPM;
    const score = command.map((fan, row) => {
      since = fan === command[row - 1] ? since + 1 : 0;
      const perCommand = (speed[row] ?? Number.NaN) / fan;
      if (!(fan >= LEAST_FAN && since >= wait) || Number.isNaN(perCommand)) return Number.NaN;
      recent.push(perCommand);
      if (recent.length > MEDIAN_ROWS) recent.shift();
      if (recent.length < MEDIAN_ROWS) return Number.NaN;
      const now = median(recent);
      highest = Math.max(highest, now);
      return (1 - now / highest) / FAULT_SHARE;
    });
    return excursions(FAN_SPEED_DROP.name, columnOf(run, 't'), score, { mergeSeconds: 10 });
  },
};
