import {
  kurtosis,
  largest,
  median,
  quantile,
  robustDeviation,
  rootMeanSquare,
} from '../statistics.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { remembered, type Section, valuesOf } from './section.ts';
import {
  bandPower,
  dominantFrequency,
  type Spectrum,
  spectralCentroid,
  spectralEntropy,
  welch,
} from './spectrum.ts';

type Axis = 'x' | 'y' | 'z';
const AXES: readonly Axis[] = ['x', 'y', 'z'];

/** Edges of the bands, Hz: machine and axis motion, resonance of axes, of the frame, motor steps. */
const BANDS_HZ = [
  [5, 20],
  [20, 60],
  [60, 120],
  [120, 250],
  [250, 500],
] as const;

/** About a second at 1 kHz: 1 Hz apart. */
const PIECE_SAMPLES = 1024;
const WELCH = 'Welch 1967, doi 10.1109/TAU.1967.1161901';
/** As many robust deviations above the median are a shock. The ramps of normal moves are part of the
 * deviation, so only what stands far out of them counts. */
const SHOCK_DEVIATIONS = 8;
/** Samples that follow within this are the same shock, s. */
const SHOCK_SECONDS = 0.05;

export const VIBRATION_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'vibration_rms',
    unit: 'm/s²',
    meaning: 'Root mean square of the vibration channel.',
    source: 'Kim et al. 2019, doi 10.1177/0954405419855224',
    of: 'both',
    compute: (section) => rootMeanSquare(valuesOf(section, 'vibration')),
  },
  {
    name: 'vibration_p95',
    unit: 'm/s²',
    meaning: '95th percentile of the vibration channel.',
    source: 'own',
    of: 'both',
    compute: (section) => quantile(valuesOf(section, 'vibration'), 0.95),
  },
  {
    name: 'vibration_shock_count',
    unit: '',
    meaning: `Moments at which the length of the acceleration is more than ${SHOCK_DEVIATIONS} robust deviations above its median; those within ${SHOCK_SECONDS} s are one.`,
    source: 'own',
    of: 'both',
    compute: shockCount,
  },
  ...AXES.flatMap(featuresOfAxis),
];

function featuresOfAxis(axis: Axis): readonly FeatureDefinition[] {
  const of = `of the acceleration along ${axis.toUpperCase()}`;
  const time = (
    ending: string,
    unit: string,
    meaning: string,
    compute: (samples: Float32Array) => number,
  ): FeatureDefinition => ({
    name: `vibration_${axis}_${ending}`,
    unit,
    meaning: `${meaning} ${of}.`,
    source: 'usual terms of vibration diagnosis',
    of: 'both',
    compute: (section) => compute(samplesOf(section, axis)),
  });
  const spectral = (
    ending: string,
    unit: string,
    meaning: string,
    compute: (spectrum: Spectrum) => number,
  ): FeatureDefinition => ({
    name: `vibration_${axis}_${ending}`,
    unit,
    meaning: `${meaning} ${of}.`,
    source: WELCH,
    of: 'both',
    compute: (section) => {
      const spectrum = spectraOf(section)[axis];
      return spectrum ? compute(spectrum) : Number.NaN;
    },
  });
  return [
    time('rms', 'm/s²', 'Root mean square', rootMeanSquare),
    time('peak', 'm/s²', 'Largest magnitude', peak),
    time(
      'crest',
      '',
      'Peak over root mean square',
      (samples) => peak(samples) / rootMeanSquare(samples),
    ),
    time('kurtosis', '', 'Excess kurtosis, 0 for noise,', kurtosis),
    ...BANDS_HZ.map(([low, high]) =>
      spectral(`band_${low}_${high}`, 'm²/s⁴', `Power from ${low} to ${high} Hz`, (spectrum) =>
        // A sampler that is too slow for the band has nothing in it.
        low >= spectrum.stepHz * (spectrum.density.length - 1)
          ? Number.NaN
          : bandPower(spectrum, low, high),
      ),
    ),
    spectral('dominant', 'Hz', 'Frequency of the highest density', dominantFrequency),
    spectral('centroid', 'Hz', 'Centre of gravity of the spectrum', spectralCentroid),
    spectral('entropy', '', 'Entropy of the spectrum, 0 (one tone) to 1 (noise),', spectralEntropy),
  ];
}

const spectraOf = remembered((section: Section) => {
  const rateHz = section.run.accelerometer?.rateHz ?? Number.NaN;
  const spectrum = (axis: Axis): Spectrum | undefined =>
    welch(samplesOf(section, axis), rateHz, PIECE_SAMPLES);
  return { x: spectrum('x'), y: spectrum('y'), z: spectrum('z') };
});

/** The raw samples of the section's time; empty where there is no accelerometer. */
function samplesOf(section: Section, axis: Axis): Float32Array {
  const { accelerometer } = section.run;
  const time = valuesOf(section, 'source_t');
  const [from, to] = [time[0], time.at(-1)];
  if (!accelerometer || from === undefined || to === undefined) return NOTHING;
  const { rateHz, startSourceSeconds } = accelerometer;
  const first = Math.max(0, Math.ceil((from - startSourceSeconds) * rateHz));
  const end = Math.max(first, Math.floor((to - startSourceSeconds) * rateHz));
  return accelerometer[axis].subarray(first, end);
}

const NOTHING = new Float32Array(0);

function peak(samples: Float32Array): number {
  return largest(samples.map(Math.abs));
}

function shockCount(section: Section): number {
  const [x, y, z] = AXES.map((axis) => samplesOf(section, axis));
  if (!x || !y || !z || x.length === 0) return Number.NaN;
  const lengths = Float64Array.from(x, (value, i) => Math.hypot(value, y[i] ?? 0, z[i] ?? 0));
  const centre = median(lengths);
  const limit = centre + SHOCK_DEVIATIONS * robustDeviation(lengths, centre);
  const apart = SHOCK_SECONDS * (section.run.accelerometer?.rateHz ?? 0);
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  lengths.forEach((length, i) => {
    if (length <= limit) return;
    if (i - last > apart) count++;
    last = i;
  });
  return count;
}
