import type { AlignedRun } from '../alignedRun.ts';
import { commandedValues } from '../features/commanded.ts';
import { meltFlow } from '../features/flow.ts';
import { sectionsOf } from '../features/section.ts';
import { steadyErrors } from '../features/steadyTemperature.ts';
import { mean, median } from '../statistics.ts';
import { CumulativeSum, exponentialMean } from './controlCharts.ts';
import { type Detection, type Detector, excursions } from './detector.ts';
import { columnOf, printingRows, rowSeconds } from './printingRows.ts';
import { RecursiveFit } from './recursiveFit.ts';

/** Power is averaged over so long: what the controller makes of the noise of its sensor averages out. */
const WINDOW_SECONDS = 5;
/** What a balance over a window is unsure by, W: half a degree of noise in the readings makes 2 W of heat that
 * the block seems to take up. What it takes up is known to about a third, as is the lag of its sensor. */
const NOISE_W = 1.5;
const HEATING_SHARE = 0.35;
/** Motors draw more while they accelerate, W. */
const ELECTRONICS_NOISE_W = 1.5;
/** Half the shift that is looked for, and what is enough, in standard deviations. */
const SLACK = 1;
const ENOUGH = 4;
/** Windows that the run itself teaches before it is judged. */
const LEARNED_WINDOWS = 2;
/** A controller that sees so much too warm, on the mean over some seconds, takes power away within a few more. */
const TOO_WARM_C = 0.75;
const TOO_WARM_AVERAGED_SECONDS = 2;
const TOO_WARM_SECONDS = 5;
/** Rows at the target whose median says what holding it takes, and how many must be there. */
const HOLDING_ROWS = 400;
const FEWEST_HOLDING_ROWS = 100;
/** Of that power, what a controller that sees too warm is well below. */
const HOLDING_SHARE = 0.95;

export const POWER_DRAW_ANOMALY: Detector = {
  name: 'power_draw_anomaly',
  meaning:
    'The hot end draws another power than its temperature, fan and flow ask for, or goes on drawing although it is too warm, or the rest of the printer draws another power than before.',
  method: `Means over ${WINDOW_SECONDS} s are predicted by a linear model (heat balance of the block; electronics and fan) whose coefficients the run teaches as it goes; deviations beyond ${SLACK} add up to ${ENOUGH} standard deviations. Or the hot end is ${TOO_WARM_C} °C too warm for ${TOO_WARM_SECONDS} s and draws no less than ${100 * HOLDING_SHARE} % of what it took to hold its target.`,
  detect: (run) => [...ofHotend(run), ...whileTooWarm(run), ...ofElectronics(run)],
};

/** One stretch of printing rows in numbers. */
interface Measurement {
  readonly lastRow: number;
  /** What is predicted, W, from what, and what it is unsure by. */
  readonly power: number;
  readonly x: readonly number[];
  readonly noise: number;
}

/** Heat balance: P − C·dT/dt = (h + h_fan·fan)·ΔT + melting. The constants are not known but for about. */
function ofHotend(run: AlignedRun): Detection[] {
  const { hotend } = run.printer;
  const { densityGPerCm3, specificHeatJPerGK } = run.material;
  const { whole } = sectionsOf(run);
  const flow = meltFlow({ ...whole, firstRow: 0, endRow: run.timeline.rowCount });
  const power = columnOf(run, 'heater_power');
  const temperature = columnOf(run, 'temperature');
  const time = columnOf(run, 'source_t');
  const fan = commandedValues(run, 'fan');
  const measurements = windowsOf(run).map(([first, end]): Measurement => {
    const above = mean(temperature.subarray(first, end)) - hotend.ambientC;
    // mm³ × g/cm³ is a thousandth of a gram.
    const meltingW =
      (mean(flow.subarray(first, end)) * densityGPerCm3 * specificHeatJPerGK * above) / 1000;
    const heatingW =
      (hotend.heatCapacityJPerK * (blockTemperature(run, end) - blockTemperature(run, first))) /
      ((time[end] ?? Number.NaN) - (time[first] ?? Number.NaN));
    const fanShare = mean(fan.subarray(first, end));
    return {
      lastRow: end - 1,
      power: mean(power.subarray(first, end)) - heatingW,
      x: [above, above * fanShare, Number.isNaN(meltingW) ? 0 : meltingW],
      noise: NOISE_W + HEATING_SHARE * Math.abs(heatingW),
    };
  });
  const fit = new RecursiveFit([
    { mean: hotend.lossWPerK, deviation: hotend.lossWPerK },
    { mean: hotend.fanLossWPerK, deviation: hotend.fanLossWPerK },
    // Density and heat of a filament are known to about a fifth.
    { mean: 1, deviation: 0.2 },
  ]);
  return judged(run, measurements, fit);
}

/** The sensor lags behind the block: T_block = T_sensor + τ·dT_sensor/dt, by a line over a window. */
function blockTemperature(run: AlignedRun, row: number): number {
  const half = Math.round(WINDOW_SECONDS / rowSeconds(run) / 2);
  const first = Math.max(0, row - half);
  const temperature = columnOf(run, 'temperature').subarray(first, row + half);
  const time = columnOf(run, 'source_t').subarray(first, row + half);
  const [centre, at] = [mean(temperature), mean(time)];
  let [products, squares] = [0, 0];
  temperature.forEach((value, i) => {
    const seconds = (time[i] ?? 0) - at;
    products += seconds * (value - centre);
    squares += seconds * seconds;
  });
  const slope = products / squares;
  const now = columnOf(run, 'source_t')[row] ?? Number.NaN;
  return centre + slope * (now - at + run.printer.hotend.sensorSeconds);
}

/** The heat balance of a heater that is stuck closes: it gets warm. But no controller would do that. */
function whileTooWarm(run: AlignedRun): Detection[] {
  const t = columnOf(run, 't');
  const prints = printingRows(run);
  const seconds = rowSeconds(run);
  const weight = Math.min(1, seconds / TOO_WARM_AVERAGED_SECONDS);
  const errors = steadyErrors(
    columnOf(run, 'temperature'),
    commandedValues(run, 'target_temperature'),
  );
  const averaged = exponentialMean(errors, weight);
  const power = exponentialMean(columnOf(run, 'heater_power'), weight);
  const holding: number[] = [];
  let usual = Number.NaN;
  let lasted = 0;
  const score = averaged.map((error, row) => {
    const now = power[row] ?? Number.NaN;
    if (prints[row] === 0 || Number.isNaN((errors[row] ?? Number.NaN) + now)) return Number.NaN;
    if (Math.abs(error) <= TOO_WARM_C) {
      holding.push(now);
      if (holding.length > HOLDING_ROWS) holding.shift();
      if (holding.length >= FEWEST_HOLDING_ROWS && holding.length % 20 === 0)
        usual = median(holding);
    }
    lasted = error > TOO_WARM_C && now >= HOLDING_SHARE * usual ? lasted + seconds : 0;
    return lasted / TOO_WARM_SECONDS;
  });
  return excursions(POWER_DRAW_ANOMALY.name, t, score, { mergeSeconds: 3 * WINDOW_SECONDS });
}

/** What is left of the whole printer's power without heaters: electronics, motors, fans. */
function ofElectronics(run: AlignedRun): Detection[] {
  const hotend = columnOf(run, 'heater_power');
  const bed = columnOf(run, 'bed_power');
  const fan = commandedValues(run, 'fan');
  const rest = columnOf(run, 'power').map(
    (power, row) => power - (hotend[row] ?? 0) - (bed[row] ?? 0),
  );
  const measurements = windowsOf(run).map(
    ([first, end]): Measurement => ({
      lastRow: end - 1,
      power: mean(rest.subarray(first, end)),
      x: [1, mean(fan.subarray(first, end))],
      noise: ELECTRONICS_NOISE_W,
    }),
  );
  const fit = new RecursiveFit([
    { mean: 25, deviation: 25 },
    { mean: 3, deviation: 3 },
  ]);
  return judged(run, measurements, fit);
}

/** Stretches of printing rows without a halt, the end exclusive. */
function windowsOf(run: AlignedRun): (readonly [number, number])[] {
  const rows = Math.max(1, Math.round(WINDOW_SECONDS / rowSeconds(run)));
  const prints = printingRows(run);
  const windows: (readonly [number, number])[] = [];
  for (let first = prints.indexOf(1); first >= 0 && first + rows < prints.length; ) {
    const halt = prints.subarray(first, first + rows).indexOf(0);
    if (halt < 0) windows.push([first, first + rows]);
    first = halt < 0 ? first + rows : prints.indexOf(1, first + halt);
  }
  return windows;
}

function judged(
  run: AlignedRun,
  measurements: readonly Measurement[],
  fit: RecursiveFit,
): Detection[] {
  const t = columnOf(run, 't');
  const score = new Float64Array(t.length).fill(Number.NaN);
  const above = new CumulativeSum(SLACK);
  const below = new CumulativeSum(SLACK);
  let learned = 0;
  for (const { lastRow, power, x, noise } of measurements) {
    if (Number.isNaN(power) || x.some(Number.isNaN)) continue;
    if (learned >= LEARNED_WINDOWS) {
      const deviation = fit.deviation(x, power, noise);
      score[lastRow] = Math.max(above.add(deviation), below.add(-deviation)) / ENOUGH;
    }
    // While something is suspected nothing is learned, else it would be learned as normal.
    if (Math.max(above.value, below.value) > 2 * SLACK) continue;
    fit.learn(x, power, noise);
    learned++;
  }
  return excursions(POWER_DRAW_ANOMALY.name, t, score, { mergeSeconds: 3 * WINDOW_SECONDS });
}
