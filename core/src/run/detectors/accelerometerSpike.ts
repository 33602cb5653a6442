import type { AlignedRun } from '../alignedRun.ts';
import { isMeasured } from '../features/section.ts';
import { median, quantile, robustDeviation } from '../statistics.ts';
import { type Detection, type Detector, excursions } from './detector.ts';
import { plannedShaking } from './plannedShaking.ts';
import { columnOf, printingRows, rowSeconds } from './printingRows.ts';

/** A change of speed of 1 mm/s at once makes an axis of 40 Hz ring with ω·Δv = 0.25 m/s². */
const RINGING_PER_MM_PER_S = 0.25;
/** A ramp that sets in overshoots to nearly twice its acceleration; on the mean it is half as much more. */
const RAMP_SHARE = 1.5e-3;
/** How much of the ringing is left after the next row and the one behind it, at 20 rows a second. */
const LEFT = [1, 0.5, 0.25] as const;
/** What every accelerometer reads at rest, m/s². */
const LEAST_NOISE = 0.1;
/** Behind a move of Z its axis rings so long. */
const Z_RINGS_SECONDS = 0.3;
/** Past rows that say what is usual, how many of them must be there, and how often they are looked at anew. */
const USUAL_ROWS = 600;
const FEWEST_ROWS = 200;
const RENEWED_ROWS = 20;
/** As many robust deviations above the median. The logarithms are nearly normal. */
const DEVIATIONS = 7;

export const ACCELEROMETER_SPIKE: Detector = {
  name: 'accelerometer_spike',
  meaning:
    'The head is shaken more than its planned motion explains: the nozzle struck something, or the extruder slips.',
  method: `The logarithm of the peak acceleration of each row over what ramps and corners of the plan lead to is ${DEVIATIONS} robust deviations above its median of the last ${USUAL_ROWS} rows; or that of the vertical acceleration is, where Z does not move. Without a raw accelerometer the vibration channel takes the place of the peak.`,
  detect(run) {
    const { accelerometer } = run;
    if (!accelerometer)
      return isMeasured(run, 'vibration')
        ? spikes(run, levelExcess(run, columnOf(run, 'vibration')))
        : [];
    const level = peaks(run, ({ x, y }, i) => (x[i] ?? 0) ** 2 + (y[i] ?? 0) ** 2);
    const upright = peaks(run, ({ z }, i) => (z[i] ?? 0) ** 2);
    return [...spikes(run, levelExcess(run, level)), ...spikes(run, uprightExcess(run, upright))];
  },
};

/** Rows that stand out of what is usual. */
function spikes(run: AlignedRun, excess: Float64Array): Detection[] {
  const prints = printingRows(run);
  const past: number[] = [];
  let usual = { centre: Number.NaN, deviation: Number.NaN };
  const score = excess.map((value, row) => {
    if (prints[row] === 0 || Number.isNaN(value)) return Number.NaN;
    if (past.length >= FEWEST_ROWS && past.length % RENEWED_ROWS === 0) {
      const recent = past.slice(-USUAL_ROWS);
      const centre = median(recent);
      usual = { centre, deviation: robustDeviation(recent, centre) };
    }
    past.push(value);
    return (value - usual.centre) / (DEVIATIONS * usual.deviation);
  });
  return excursions(ACCELEROMETER_SPIKE.name, columnOf(run, 't'), score, { mergeSeconds: 2 });
}

/** Logarithm of measured over explained shaking, row by row. */
function levelExcess(run: AlignedRun, measured: Float64Array): Float64Array {
  const { acceleration, jolts } = plannedShaking(run);
  const own = acceleration.map(
    (ramp, row) => RAMP_SHARE * ramp + RINGING_PER_MM_PER_S * (jolts[row] ?? 0),
  );
  // What the sensor reads while little is planned.
  const floor = LEAST_NOISE + quantile(measured, 0.1);
  return measured.map((value, row) => {
    // An error of the clock may put a corner into the next row.
    let explained = own[row + 1] ?? 0;
    LEFT.forEach((left, back) => {
      explained = Math.max(explained, left * (own[row - back] ?? 0));
    });
    return Math.log((value + LEAST_NOISE) / (explained + floor));
  });
}

/** Logarithm of the vertical shaking where Z stands; what prints does not move up and down. */
function uprightExcess(run: AlignedRun, measured: Float64Array): Float64Array {
  const z = columnOf(run, 'commanded_z');
  const rings = Math.ceil(Z_RINGS_SECONDS / rowSeconds(run));
  let since = Number.POSITIVE_INFINITY;
  return measured.map((value, row) => {
    since = z[row] !== z[row - 1] || z[row + 1] !== z[row] ? 0 : since + 1;
    return since > rings ? Math.log(value + LEAST_NOISE) : Number.NaN;
  });
}

/** Root of the largest square since the row before, m/s². */
function peaks(
  run: AlignedRun,
  square: (record: NonNullable<AlignedRun['accelerometer']>, sample: number) => number,
): Float64Array {
  const time = columnOf(run, 'source_t');
  const record = run.accelerometer;
  if (!record) return time.map(() => Number.NaN);
  const { rateHz, startSourceSeconds } = record;
  return time.map((now, row) => {
    const before = time[row - 1] ?? Number.NaN;
    const first = Math.max(0, Math.ceil((before - startSourceSeconds) * rateHz));
    const end = Math.min(record.x.length, Math.ceil((now - startSourceSeconds) * rateHz));
    let largest = Number.NaN;
    for (let i = first; i < end; i++) {
      const value = square(record, i);
      if (!(value <= largest)) largest = value;
    }
    return Math.sqrt(largest);
  });
}
