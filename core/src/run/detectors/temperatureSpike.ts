import type { AlignedRun, TimelineColumn } from '../alignedRun.ts';
import { type CommandedChannel, commandedValues } from '../features/commanded.ts';
import { steadyErrors } from '../features/steadyTemperature.ts';
import { exponentialMean } from './controlCharts.ts';
import { type Detection, type Detector, excursions } from './detector.ts';
import { columnOf, rowSeconds } from './printingRows.ts';

/** A controlled heater stays within a degree or two; the fan takes it down by three at most. Klipper gives a
 * hot end up at 5 °C below (verify_heater, hysteresis), and says nothing of too warm. */
const LIMIT_BELOW_C = 4;
const LIMIT_ABOVE_C = 3;
/** Over this much time the readings are averaged, so that noise of half a degree cannot reach the limit. */
const AVERAGED_SECONDS = 1;

export const TEMPERATURE_SPIKE: Detector = {
  name: 'temperature_spike',
  meaning:
    'While layers are printed, the hot end or the bed leaves its target after it was reached, upwards or downwards.',
  method: `The exponential mean over ${AVERAGED_SECONDS} s of temperature less target is more than ${LIMIT_ABOVE_C} °C or less than −${LIMIT_BELOW_C} °C.`,
  detect: (run) => [
    ...ofHeater(run, 'temperature', 'target_temperature'),
    ...ofHeater(run, 'bed_temperature', 'bed_target'),
  ],
};

function ofHeater(
  run: AlignedRun,
  temperature: TimelineColumn,
  target: CommandedChannel,
): Detection[] {
  const errors = steadyErrors(columnOf(run, temperature), commandedValues(run, target));
  const weight = Math.min(1, rowSeconds(run) / AVERAGED_SECONDS);
  const averaged = exponentialMean(errors, weight);
  const layer = columnOf(run, 'layer');
  const score = averaged.map((error, row) =>
    Number.isNaN((errors[row] ?? Number.NaN) + (layer[row] ?? Number.NaN))
      ? Number.NaN
      : Math.max(error / LIMIT_ABOVE_C, -error / LIMIT_BELOW_C),
  );
  return excursions(TEMPERATURE_SPIKE.name, columnOf(run, 't'), score, { mergeSeconds: 5 });
}
