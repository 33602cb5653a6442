import type { AlignedRun, TimelineColumn } from '../alignedRun.ts';
import { largest, mean, smallest, standardDeviation, theilSenSlope } from '../statistics.ts';
import { type CommandedChannel, commandedValues } from './commanded.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { heatBalance } from './heatBalance.ts';
import { remembered, type Section, valuesOf } from './section.ts';
import { dominantFrequency, powerOfTwo, welch } from './spectrum.ts';
import { steadyErrors } from './steadyTemperature.ts';
import {
  longestStep,
  SETTLED_SLOPE_C_PER_S,
  SETTLED_WITHIN_C,
  type Step,
  stepOf,
} from './temperatureStep.ts';

interface Heater {
  readonly name: 'hotend' | 'bed';
  readonly words: string;
  readonly temperature: TimelineColumn;
  readonly target: CommandedChannel;
  readonly power: TimelineColumn;
}

const HOTEND: Heater = {
  name: 'hotend',
  words: 'the hot end',
  temperature: 'temperature',
  target: 'target_temperature',
  power: 'heater_power',
};

const BED: Heater = {
  name: 'bed',
  words: 'the bed',
  temperature: 'bed_temperature',
  target: 'bed_target',
  power: 'bed_power',
};

const KLIPPER_HEATERS = 'Klipper, klippy/extras/heaters.py (PID_SETTLE_DELTA, PID_SETTLE_SLOPE)';
const STEP_RESPONSE = 'usual step response terms (IEEE Std 181)';

export const THERMAL_FEATURES: readonly FeatureDefinition[] = [
  ...featuresOf(HOTEND),
  ...featuresOf(BED),
  {
    name: 'hotend_power_residual_mean',
    unit: 'W',
    meaning:
      'Mean of the hot end’s power less what the heat balance asks for: C·dT/dt + (h + h_fan·fan)·(T − ambient) + q·ρ·c·(T − ambient), with the nominal constants of the printer.',
    source: 'Kalico, docs/MPC.md',
    of: 'both',
    compute: (section) => mean(residualOf(section)),
  },
  {
    name: 'hotend_power_residual_rms',
    unit: 'W',
    meaning: 'Root mean square of the same residual about its mean.',
    source: 'Kalico, docs/MPC.md',
    of: 'both',
    compute: (section) => standardDeviation(residualOf(section)),
  },
];

function featuresOf(heater: Heater): readonly FeatureDefinition[] {
  const { name, words } = heater;
  const steady = `from when ${words} first comes to its target until the target changes`;
  const feature = (
    of: FeatureDefinition['of'],
    ending: string,
    unit: string,
    meaning: string,
    compute: (section: Section) => number,
    source = 'own',
  ): FeatureDefinition => ({ name: `${name}_${ending}`, unit, meaning, source, of, compute });
  const errors = (section: Section): Float64Array =>
    errorsOf.get(heater.name)?.(section) ?? NOTHING;
  const step = (section: Section): Step | undefined => stepOfRun.get(heater.name)?.(section.run);
  return [
    feature('both', 'temperature_mean', '°C', `Mean temperature ${steady}.`, (section) =>
      mean(where(valuesOf(section, heater.temperature), errors(section))),
    ),
    feature('both', 'temperature_std', '°C', `Standard deviation of it ${steady}.`, (section) =>
      standardDeviation(where(valuesOf(section, heater.temperature), errors(section))),
    ),
    feature('both', 'error_max', '°C', `Largest distance from the target ${steady}.`, (section) =>
      largest(errors(section).map(Math.abs)),
    ),
    feature(
      'both',
      'time_in_band',
      '',
      `Share of the rows within ±${SETTLED_WITHIN_C} °C of the target ${steady}.`,
      (section) =>
        mean(
          errors(section).map((error) =>
            Number.isNaN(error) ? error : Number(Math.abs(error) <= SETTLED_WITHIN_C),
          ),
        ),
      KLIPPER_HEATERS,
    ),
    feature(
      'both',
      'iae',
      '°C·s',
      `Integral of the absolute error ${steady}.`,
      (section) => integralOfAbsolute(valuesOf(section, 'source_t'), errors(section)),
      'integral of absolute error, usual in control engineering',
    ),
    feature(
      'run',
      'ripple_amplitude',
      '°C',
      `Amplitude of a sine with the variance of the error ${steady}: √2 × its standard deviation.`,
      (section) => Math.SQRT2 * standardDeviation(errors(section)),
    ),
    feature(
      'run',
      'ripple_frequency',
      'Hz',
      `Where the spectrum of the error is highest ${steady}.`,
      (section) => rippleFrequency(valuesOf(section, 'source_t'), errors(section)),
      'Welch 1967, doi 10.1109/TAU.1967.1161901',
    ),
    feature(
      'run',
      'trend',
      '°C/min',
      `Slope of the temperature ${steady}, by the median of the slopes of all pairs.`,
      (section) =>
        60 *
        theilSenSlope(
          valuesOf(section, 'source_t'),
          where(valuesOf(section, heater.temperature), errors(section)),
        ),
      'Theil 1950, Sen 1968',
    ),
    feature(
      'both',
      'slope_max',
      '°C/s',
      `Fastest rise of the temperature of ${words} over a second.`,
      (section) => largest(slopesOf(section, heater)),
    ),
    feature(
      'both',
      'slope_min',
      '°C/s',
      `Fastest fall of the temperature of ${words} over a second (negative).`,
      (section) => smallest(slopesOf(section, heater)),
    ),
    feature('both', 'power_mean', 'W', `Mean electric power of ${words}.`, (section) =>
      mean(valuesOf(section, heater.power)),
    ),
    feature(
      'run',
      'overshoot',
      '°C',
      `How far the temperature of ${words} went above the target after the longest heating up, before the target changed.`,
      (section) => step(section)?.overshootC ?? Number.NaN,
      STEP_RESPONSE,
    ),
    feature(
      'run',
      'overshoot_percent',
      '%',
      'The same as a share of the height of the step.',
      (section) => {
        const found = step(section);
        return found ? (100 * found.overshootC) / found.heightC : Number.NaN;
      },
      STEP_RESPONSE,
    ),
    feature(
      'run',
      'rise_time',
      's',
      'From 10 % to 90 % of the longest heating up.',
      (section) => step(section)?.riseSeconds ?? Number.NaN,
      STEP_RESPONSE,
    ),
    feature(
      'run',
      'settling_time',
      's',
      `From the beginning of the longest heating up until the temperature is within ±${SETTLED_WITHIN_C} °C of the target and changes by at most ${SETTLED_SLOPE_C_PER_S} °C/s.`,
      (section) => step(section)?.settlingSeconds ?? Number.NaN,
      KLIPPER_HEATERS,
    ),
  ];
}

const NOTHING = new Float64Array(0);

const stepOfRun = new Map(
  [HOTEND, BED].map((heater) => [
    heater.name,
    remembered((run: AlignedRun) => {
      const time = run.timeline.columns.get('source_t');
      const temperature = run.timeline.columns.get(heater.temperature);
      if (!time || !temperature) return undefined;
      const target = commandedValues(run, heater.target);
      const step = longestStep(time, temperature, target);
      return step && stepOf(time, temperature, target, step);
    }),
  ]),
);

/** Temperature less target where the target holds and was reached once; NaN elsewhere. */
const errorsOf = new Map(
  [HOTEND, BED].map((heater) => {
    const ofRun = remembered((run: AlignedRun) =>
      steadyErrors(
        run.timeline.columns.get(heater.temperature) ?? NOTHING,
        commandedValues(run, heater.target),
      ),
    );
    return [
      heater.name,
      (section: Section) => ofRun(section.run).subarray(section.firstRow, section.endRow),
    ];
  }),
);

const residualOf = remembered((section: Section) => heatBalance(section).residualW);

/** `values` where `mask` has a value, NaN elsewhere. */
function where(values: Float64Array, mask: Float64Array): Float64Array {
  return values.map((value, i) => (Number.isNaN(mask[i] ?? Number.NaN) ? Number.NaN : value));
}

/** Trapezoids between neighbouring values that are both there. */
function integralOfAbsolute(time: Float64Array, values: Float64Array): number {
  let sum = Number.NaN;
  for (let i = 1; i < values.length; i++) {
    const [before = Number.NaN, value = Number.NaN] = [values[i - 1], values[i]];
    const seconds = (time[i] ?? Number.NaN) - (time[i - 1] ?? Number.NaN);
    const area = ((Math.abs(before) + Math.abs(value)) / 2) * seconds;
    if (!Number.isNaN(area)) sum = (Number.isNaN(sum) ? 0 : sum) + area;
  }
  return sum;
}

function rippleFrequency(time: Float64Array, errors: Float64Array): number {
  const present = errors.findIndex((error) => !Number.isNaN(error));
  const last = errors.findLastIndex((error) => !Number.isNaN(error));
  if (present < 0 || last - present < 16) return Number.NaN;
  const seconds = (time[last] ?? 0) - (time[present] ?? 0);
  const samples = errors.subarray(present, last + 1);
  const spectrum = welch(samples, (last - present) / seconds, powerOfTwo(samples.length));
  return spectrum ? dominantFrequency(spectrum) : Number.NaN;
}

/** Change over the rows of one second, so that the noise of one reading counts little. */
function slopesOf(section: Section, heater: Heater): Float64Array {
  const time = valuesOf(section, 'source_t');
  const temperature = valuesOf(section, heater.temperature);
  const slopes = new Float64Array(temperature.length).fill(Number.NaN);
  let from = 0;
  for (let i = 0; i < slopes.length; i++) {
    while ((time[i] ?? 0) - (time[from + 1] ?? Number.POSITIVE_INFINITY) >= 1) from++;
    const seconds = (time[i] ?? 0) - (time[from] ?? 0);
    if (seconds >= 1) slopes[i] = ((temperature[i] ?? 0) - (temperature[from] ?? 0)) / seconds;
  }
  return slopes;
}
