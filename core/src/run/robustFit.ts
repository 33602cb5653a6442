import { selectQuantile } from './selection.ts';
import { MAD_TO_SIGMA, median } from './statistics.ts';

export const ANCHOR_KINDS = ['position', 'file position', 'event', 'signal'] as const;
export type AnchorKind = (typeof ANCHOR_KINDS)[number];

/** Moments that are known on both clocks, in columns. */
export interface Anchors {
  readonly count: number;
  /** Seconds on the clock of the source, and of planned print time. */
  readonly source: Float64Array;
  readonly planned: Float64Array;
  /** Standard deviation of `planned`, as well as it is known beforehand. */
  readonly deviation: Float64Array;
  /** The stretch that the anchor belongs to. */
  readonly stretch: Uint16Array;
  /** Index into `ANCHOR_KINDS`. */
  readonly kind: Uint8Array;
}

export interface AnchorPoint {
  readonly source: number;
  readonly planned: number;
  readonly deviation: number;
  readonly stretch: number;
  readonly kind: AnchorKind;
}

export function anchorColumns(points: readonly AnchorPoint[]): Anchors {
  return {
    count: points.length,
    source: Float64Array.from(points, ({ source }) => source),
    planned: Float64Array.from(points, ({ planned }) => planned),
    deviation: Float64Array.from(points, ({ deviation }) => deviation),
    stretch: Uint16Array.from(points, ({ stretch }) => stretch),
    kind: Uint8Array.from(points, ({ kind }) => ANCHOR_KINDS.indexOf(kind)),
  };
}

/** planned = scale × source + offset of the stretch. */
export interface ClockFit {
  readonly scale: number;
  readonly scaleError: number;
  readonly offsets: Float64Array;
  readonly offsetErrors: Float64Array;
  /** Planned time by the anchor − by the fit, s. */
  readonly residuals: Float64Array;
  /** 0 to 1; 0 where the anchor is rejected. */
  readonly weights: Float64Array;
}

/** Clocks of crystals differ by 100 ppm or less; a plan that leaves out a little may differ by more. Where
 * anchors say nothing the scale is 1 with this error. */
const PRIOR_SCALE_ERROR = 500e-6;
/** Of Tukey's biweight: keeps 95 % of the efficiency of least squares on normal noise. */
const TUKEY = 4.685;
const ROUNDS = 30;

/**
 * Fits one scale and one offset for each stretch: medians and the Theil–Sen slope to begin with, then
 * iteratively reweighted least squares with Tukey's biweight, which gives outliers no say at all.
 * @param start a fit of nearly the same anchors, to begin with
 */
export function fitClock(
  anchors: Anchors,
  stretchCount: number,
  start: Line = startingFit(anchors, stretchCount),
): ClockFit {
  const weights = new Float64Array(anchors.count).fill(1);
  let fit = start;
  let residuals = residualsOf(anchors, fit);
  for (let round = 0; round < ROUNDS; round++) {
    const deviations = observedDeviations(anchors, residuals);
    reweigh(deviations, residuals, weights);
    const next = weightedFit(anchors, stretchCount, weights, deviations, fit);
    const change = Math.abs(next.scale - fit.scale);
    fit = next;
    residuals = residualsOf(anchors, fit);
    if (change < 1e-10) break;
  }
  return { ...fit, residuals, weights };
}

type Line = Pick<ClockFit, 'scale' | 'scaleError' | 'offsets' | 'offsetErrors'>;

function startingFit(anchors: Anchors, stretchCount: number): Line {
  const { count, source, planned, stretch } = anchors;
  const members = Array.from({ length: stretchCount }, (): number[] => []);
  for (let i = 0; i < count; i++) members[stretch[i] ?? 0]?.push(i);
  const x: number[] = [];
  const y: number[] = [];
  const middles = members.map((of) => {
    const middle = median(of.map((i) => source[i] ?? 0));
    const offset = median(of.map((i) => (planned[i] ?? 0) - (source[i] ?? 0)));
    for (const i of of) {
      x.push((source[i] ?? 0) - middle);
      y.push((planned[i] ?? 0) - (source[i] ?? 0) - offset);
    }
    return { middle, offset };
  });
  const slope = medianSlope(x, y);
  const drift = Math.abs(slope) < 0.01 ? slope : 0;
  const offsets = Float64Array.from(middles, ({ middle, offset }) => offset - drift * middle);
  return { scale: 1 + drift, scaleError: 0, offsets, offsetErrors: new Float64Array(stretchCount) };
}

const SLOPE_POINTS = 150;

/** The slope of Theil and Sen: the median over all pairs of points, of which some are taken evenly. */
function medianSlope(x: readonly number[], y: readonly number[]): number {
  const step = Math.max(1, Math.ceil(x.length / SLOPE_POINTS));
  const slopes = new Float64Array((SLOPE_POINTS * (SLOPE_POINTS - 1)) / 2);
  let count = 0;
  for (let i = 0; i < x.length; i += step)
    for (let k = 0; k < i; k += step) {
      const way = (x[i] ?? 0) - (x[k] ?? 0);
      if (way !== 0) slopes[count++] = ((y[i] ?? 0) - (y[k] ?? 0)) / way;
    }
  return selectQuantile(slopes.subarray(0, count), 0.5);
}

function residualsOf({ count, source, planned, stretch }: Anchors, line: Line): Float64Array {
  const residuals = new Float64Array(count);
  for (let i = 0; i < count; i++)
    residuals[i] =
      (planned[i] ?? 0) - line.scale * (source[i] ?? 0) - (line.offsets[stretch[i] ?? 0] ?? 0);
  return residuals;
}

/** Residuals of one kind are not taken to be smaller than this share of what was expected of them. */
const LEAST_SPREAD = 0.05;

/** Deviations as the residuals of each kind of anchor have them, by their median, in the proportions that were
 * known beforehand. */
function observedDeviations(
  { count, deviation, kind }: Anchors,
  residuals: Float64Array,
): Float64Array {
  const ratios = new Float64Array(count);
  const spreads = ANCHOR_KINDS.map((_, each) => {
    let size = 0;
    for (let i = 0; i < count; i++)
      if (kind[i] === each) ratios[size++] = Math.abs(residuals[i] ?? 0) / (deviation[i] ?? 1);
    const spread = MAD_TO_SIGMA * selectQuantile(ratios.subarray(0, size), 0.5);
    return size === 0 ? 1 : Math.max(LEAST_SPREAD, spread);
  });
  return deviation.map((value, i) => value * (spreads[kind[i] ?? 0] ?? 1));
}

function reweigh(deviations: Float64Array, residuals: Float64Array, weights: Float64Array): void {
  for (let i = 0; i < weights.length; i++) {
    const far = (residuals[i] ?? 0) / ((deviations[i] ?? 1) * TUKEY);
    const inside = Math.max(0, 1 - far * far);
    weights[i] = inside * inside;
  }
}

function weightedFit(
  { count, source, planned, stretch }: Anchors,
  stretchCount: number,
  weights: Float64Array,
  deviations: Float64Array,
  before: Line,
): Line {
  const sums = new Float64Array(stretchCount);
  const sumsSource = new Float64Array(stretchCount);
  const sumsPlanned = new Float64Array(stretchCount);
  const weightOf = (i: number): number => {
    const deviation = deviations[i] ?? 1;
    return (weights[i] ?? 0) / (deviation * deviation);
  };
  for (let i = 0; i < count; i++) {
    const k = stretch[i] ?? 0;
    const weight = weightOf(i);
    sums[k] = (sums[k] ?? 0) + weight;
    sumsSource[k] = (sumsSource[k] ?? 0) + weight * (source[i] ?? 0);
    sumsPlanned[k] = (sumsPlanned[k] ?? 0) + weight * (planned[i] ?? 0);
  }
  const middle = (k: number): number => (sumsSource[k] ?? 0) / (sums[k] ?? 1);
  const middlePlanned = (k: number): number => (sumsPlanned[k] ?? 0) / (sums[k] ?? 1);
  const prior = 1 / (PRIOR_SCALE_ERROR * PRIOR_SCALE_ERROR);
  let above = 0;
  let below = prior;
  for (let i = 0; i < count; i++) {
    const k = stretch[i] ?? 0;
    if (!((sums[k] ?? 0) > 0)) continue;
    const s = (source[i] ?? 0) - middle(k);
    const weight = weightOf(i);
    // The slope less 1 keeps more digits than the slope.
    above += weight * s * ((planned[i] ?? 0) - middlePlanned(k) - s);
    below += weight * s * s;
  }
  const scale = 1 + above / below;
  const offsets = before.offsets.map((offset, k) =>
    (sums[k] ?? 0) > 0 ? middlePlanned(k) - scale * middle(k) : offset,
  );
  return {
    scale,
    scaleError: 1 / Math.sqrt(below),
    offsets,
    offsetErrors: sums.map((sum) => (sum > 0 ? 1 / Math.sqrt(sum) : Number.POSITIVE_INFINITY)),
  };
}
