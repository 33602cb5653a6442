import type { AlignedRun } from '../alignedRun.ts';
import { median } from '../statistics.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { observedSpeed } from './observedSpeed.ts';
import { remembered, type Section } from './section.ts';
import { powerOfTwo, transform } from './spectrum.ts';

const PER_PATH =
  'of the speed of the head over each extruding path between two stops; the median of the paths of at least a second';

export const SMOOTHNESS_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'sparc',
    unit: '',
    meaning: `Spectral arc length ${PER_PATH}. It is at most 0; closer to 0 is smoother.`,
    source: 'Balasubramanian et al. 2015, doi 10.1186/s12984-015-0090-9',
    of: 'both',
    compute: (section) => median(pathsOf(section).map(({ speed, rateHz }) => sparc(speed, rateHz))),
  },
  {
    name: 'ldlj',
    unit: '',
    meaning: `Log dimensionless jerk ${PER_PATH}. Larger (less negative) is smoother.`,
    source:
      'Hogan and Sternad 2009, doi 10.3200/35-09-004-RC; Balasubramanian et al. 2015, doi 10.1186/s12984-015-0090-9',
    of: 'both',
    compute: (section) =>
      median(pathsOf(section).map(({ speed, rateHz }) => logDimensionlessJerk(speed, rateHz))),
  },
];

/** Of Balasubramanian et al. 2015: frequencies above are no part of a movement, parts below of no weight. */
const HIGHEST_HZ = 10;
const LEAST_MAGNITUDE = 0.05;
/** Zeros behind the signal, as a power of two of its length. */
const PADDING = 4;

/**
 * Spectral arc length of a speed profile: the length of its normalised magnitude spectrum, as a negative
 * number. NaN where nothing moves.
 */
export function sparc(speed: Float64Array, rateHz: number): number {
  const size = powerOfTwo(speed.length) * 2 ** PADDING;
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  real.set(speed);
  transform(real, imaginary);
  const stepHz = rateHz / size;
  const count = Math.min(Math.floor(HIGHEST_HZ / stepHz) + 1, size / 2 + 1);
  const magnitude = Float64Array.from({ length: count }, (_, k) =>
    Math.hypot(real[k] ?? 0, imaginary[k] ?? 0),
  );
  const strongest = magnitude.reduce((a, b) => Math.max(a, b), 0);
  if (!(strongest > 0)) return Number.NaN;
  const isStrong = (value: number): boolean => value >= LEAST_MAGNITUDE * strongest;
  const first = magnitude.findIndex(isStrong);
  const last = magnitude.findLastIndex(isStrong);
  let length = 0;
  for (let k = first + 1; k <= last; k++) {
    const rise = ((magnitude[k] ?? 0) - (magnitude[k - 1] ?? 0)) / strongest;
    length += Math.hypot(1 / (last - first), rise);
  }
  return -length;
}

/**
 * Minus the logarithm of the dimensionless squared jerk of a speed profile: T³ ÷ v_peak² × ∫ v″² dt.
 * NaN where nothing moves or the speed never changes its slope.
 */
export function logDimensionlessJerk(speed: Float64Array, rateHz: number): number {
  const peak = speed.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const seconds = (speed.length - 1) / rateHz;
  let sum = 0;
  for (let i = 1; i < speed.length - 1; i++) {
    const [before = 0, value = 0, behind = 0] = [speed[i - 1], speed[i], speed[i + 1]];
    sum += ((before - 2 * value + behind) * rateHz * rateHz) ** 2 / rateHz;
  }
  const jerk = (seconds ** 3 / peak ** 2) * sum;
  return jerk > 0 ? -Math.log(jerk) : Number.NaN;
}

interface SpeedProfile {
  readonly speed: Float64Array;
  readonly rateHz: number;
}

/** Slower than this between two pieces is a stop; corners are passed at several mm/s. */
const STOP_MM_PER_S = 1;
const SHORTEST_PATH_S = 1;
const FEWEST_ROWS = 10;

/** The observed speed over each extruding path of the section. */
const pathsOf = remembered((section: Section): readonly SpeedProfile[] => {
  const { run, firstPiece, endPiece } = section;
  const profiles: SpeedProfile[] = [];
  const { start, duration, startSpeed } = run.toolpath;
  let first = -1;
  for (let piece = firstPiece; piece <= endPiece; piece++) {
    const extrudes = piece < endPiece && isExtruding(run, piece);
    const goesOn = extrudes && (startSpeed[piece] ?? 0) > STOP_MM_PER_S;
    if (first >= 0 && !goesOn) {
      const from = start[first] ?? 0;
      const to = (start[piece - 1] ?? 0) + (duration[piece - 1] ?? 0);
      const profile = to - from >= SHORTEST_PATH_S ? speedBetween(section, from, to) : undefined;
      if (profile) profiles.push(profile);
      first = -1;
    }
    if (extrudes && first < 0) first = piece;
  }
  return profiles;
});

function isExtruding({ toolpath }: AlignedRun, piece: number): boolean {
  const { filament, fromX, toX, fromY, toY } = toolpath;
  return (filament[piece] ?? 0) > 0 && (fromX[piece] !== toX[piece] || fromY[piece] !== toY[piece]);
}

/** Rows of the section from one planned moment to another, undefined where they are too few or have gaps. */
function speedBetween(section: Section, from: number, to: number): SpeedProfile | undefined {
  const { run, firstRow, endRow } = section;
  const planned = run.timeline.columns.get('t');
  const time = run.timeline.columns.get('source_t');
  if (!planned || !time) return undefined;
  const first = firstNotBelow(planned, from, firstRow, endRow);
  const end = firstNotBelow(planned, to, first, endRow);
  const speed = observedSpeed(run).slice(first, end);
  if (speed.length < FEWEST_ROWS || speed.some(Number.isNaN)) return undefined;
  const seconds = (time[end - 1] ?? 0) - (time[first] ?? 0);
  return { speed, rateHz: (speed.length - 1) / seconds };
}

/** The first of the rising values from `low` on that is not below `wanted`; `high` where none is. */
export function firstNotBelow(
  values: Float64Array,
  wanted: number,
  low: number,
  high: number,
): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((values[middle] ?? 0) < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}
