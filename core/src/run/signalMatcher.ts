import { type PlannedSignal, signalMean } from './plannedSignal.ts';
import { quantile, standardDeviation } from './statistics.ts';
import { NO_SHIFT, type SourceWindow, type WindowMatcher } from './windowTracking.ts';

/** What a sensor read of a quantity that the plan has too, in order of time. */
export interface SignalRows {
  readonly count: number;
  readonly seconds: Float64Array;
  /** Roots of what was read, so that a few large values do not decide alone. */
  readonly roots: Float64Array;
  /** The value is a mean over the time since the last row, or over this many seconds before the row. */
  readonly spanSeconds: number | undefined;
  /** The value is itself the root of the planned quantity: RMS. */
  readonly isRootMeanSquare: boolean;
}

interface SignalWindow extends SourceWindow {
  readonly first: number;
  readonly end: number;
}

const WINDOW_S = 20;
const FEWEST_ROWS = 30;
/** Longer than this the head does not stand while it prints. */
const QUIET_S = 1.5;
/** Below this share of a loud value nothing moves. */
const QUIET_SHARE = 0.15;
const GRID_S = 0.01;
/** The peak of a correlation is wider than this. */
const ROUGH_S = 0.05;
const COARSE_S = 0.25;
const CANDIDATES = 30;
/** By chance the best of thousands of places correlates by about 0.5, the right one by more than 0.9. */
const CHANCE = 0.5;
const CERTAIN = 1;

export interface SignalMatcher extends WindowMatcher {
  /** 0 where a row fits an offset, 1 where it does not. */
  misfit(row: number, offset: number): number;
  /** 0 where nothing moves. */
  loudness(row: number): number;
}

/** Compares a signal with what the plan would make of it, by correlation. */
export function signalMatcher(rows: SignalRows, planned: PlannedSignal): SignalMatcher {
  const loud = quantile(rows.roots, 0.9);
  const windows = tellingWindows(rows, loudWindows(rows, quietest(rows, loud)));
  const expected = (row: number, offset: number): number => {
    const to = (rows.seconds[row] ?? 0) + offset;
    const since = (rows.seconds[row] ?? 0) - (rows.seconds[row - 1] ?? Number.NEGATIVE_INFINITY);
    const span = Math.min(rows.spanSeconds ?? since, 1);
    const value = signalMean(planned, to - span, to);
    return rows.isRootMeanSquare ? Math.sqrt(Math.sqrt(value)) : Math.sqrt(value);
  };
  const correlation = ({ first, end }: SignalWindow, offset: number): number => {
    let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
    for (let row = first; row < end; row++) {
      const a = rows.roots[row] ?? 0;
      const b = expected(row, offset);
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
    const n = end - first;
    const variance = (sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n);
    return variance > 0 ? (sumAB - (sumA * sumB) / n) / Math.sqrt(variance) : 0;
  };
  const coarse = lazily(() => coarsePlan(planned, rows.isRootMeanSquare));
  return {
    windows,
    toleranceSeconds: 0.06,
    paths: 40,
    candidates(window) {
      const of = windows[window];
      return of ? coarseOffsets(rows, of, coarse()) : [];
    },
    fit(window, offset, _shift, reachSeconds) {
      const of = windows[window];
      if (!of) return { offset, shift: NO_SHIFT, share: 0 };
      const search = (middle: number, reach: number, stepSeconds: number): Peak =>
        peakOf((at) => correlation(of, at), middle, reach, stepSeconds);
      const rough = reachSeconds > ROUGH_S ? search(offset, reachSeconds, ROUGH_S) : { at: offset };
      const { at, value } = search(rough.at, Math.min(reachSeconds, ROUGH_S), GRID_S);
      const share = Math.min(1, Math.max(0, (value - CHANCE) / (CERTAIN - CHANCE)));
      return { offset: at, shift: NO_SHIFT, share };
    },
    misfit(row, offset) {
      return Math.min(1, Math.abs((rows.roots[row] ?? 0) - expected(row, offset)) / (2 * loud));
    },
    loudness(row) {
      return Math.min(1, (rows.roots[row] ?? 0) / loud);
    },
  };
}

interface Peak {
  readonly at: number;
  readonly value: number;
}

/** The highest value on an even grid, between its points by a parabola. */
function peakOf(
  value: (at: number) => number,
  middle: number,
  reach: number,
  stepSeconds: number,
): Peak {
  const steps = Math.max(1, Math.ceil(reach / stepSeconds));
  const values = Array.from({ length: 2 * steps + 1 }, (_, i) =>
    value(middle + ((i - steps) * reach) / steps),
  );
  const best = values.indexOf(Math.max(...values));
  const at = best + vertex(values[best - 1], values[best] ?? 0, values[best + 1]);
  return { at: middle + ((at - steps) * reach) / steps, value: values[best] ?? 0 };
}

/** Where the parabola through three even points has its top, −0.5 to 0.5 steps from the middle one. */
function vertex(before: number | undefined, middle: number, behind: number | undefined): number {
  if (before === undefined || behind === undefined) return 0;
  const bend = before - 2 * middle + behind;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - behind) / (2 * bend))) : 0;
}

function loudWindows(
  { count, seconds, roots }: SignalRows,
  least: number,
): readonly SignalWindow[] {
  const windows: SignalWindow[] = [];
  let first = -1;
  let lastLoud = Number.NEGATIVE_INFINITY;
  let end = 0;
  const close = (): void => {
    if (first >= 0 && end - first >= FEWEST_ROWS)
      windows.push({
        startSeconds: seconds[first] ?? 0,
        endSeconds: seconds[end - 1] ?? 0,
        samples: end - first,
        first,
        end,
      });
    first = -1;
  };
  for (let row = 0; row < count; row++) {
    const at = seconds[row] ?? 0;
    if (at - lastLoud > QUIET_S) close();
    if ((roots[row] ?? 0) < least) continue;
    if (first >= 0 && at - (seconds[first] ?? 0) >= WINDOW_S) close();
    if (first < 0) first = row;
    lastLoud = at;
    end = row + 1;
  }
  close();
  return windows;
}

/** Readings of a sensor at rest differ by less than this … */
const HUM_SPREAD = 1.25;
/** … and motion is this much louder. */
const ABOVE_HUM = 1.2;

/** What is softer than this is no motion. A sensor that hums has the same value in most of the waiting. */
function quietest({ roots }: SignalRows, loud: number): number {
  const [low, middle, high] = [0.1, 0.2, 0.3].map((share) => quantile(roots, share));
  const hums = (high ?? 0) < HUM_SPREAD * (low ?? 0);
  return Math.max(loud * Math.sqrt(QUIET_SHARE), hums ? ABOVE_HUM * (middle ?? 0) : 0);
}

/** A sensor that hums, or a circle at one speed, varies less than this share of what varies most. */
const LEAST_VARIATION = 0.3;

/** Windows in which the signal varies: without that nothing can be compared. */
function tellingWindows(
  { roots }: SignalRows,
  windows: readonly SignalWindow[],
): readonly SignalWindow[] {
  const variations = windows.map(({ first, end }) => standardDeviation(roots.subarray(first, end)));
  const least = LEAST_VARIATION * Math.max(0, ...variations);
  return windows.filter((_, i) => (variations[i] ?? 0) >= least);
}

function coarsePlan(planned: PlannedSignal, isRootMeanSquare: boolean): Float64Array {
  const seconds = (planned.integral.length - 1) * planned.stepSeconds;
  return Float64Array.from({ length: Math.ceil(seconds / COARSE_S) }, (_, i) => {
    const value = signalMean(planned, i * COARSE_S, (i + 1) * COARSE_S);
    return isRootMeanSquare ? Math.sqrt(Math.sqrt(value)) : Math.sqrt(value);
  });
}

/** The best places of a window in the whole plan, by means over a quarter of a second. */
function coarseOffsets(
  { seconds, roots }: SignalRows,
  { first, end, startSeconds, endSeconds }: SignalWindow,
  plan: Float64Array,
): readonly number[] {
  const bins = Math.floor((endSeconds - startSeconds) / COARSE_S);
  if (bins < 4) return [];
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  for (let row = first; row < end; row++) {
    const bin = Math.floor(((seconds[row] ?? 0) - startSeconds) / COARSE_S);
    if (bin >= bins) break;
    sums[bin] = (sums[bin] ?? 0) + (roots[row] ?? 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const means = sums.map((sum, bin) => sum / Math.max(1, counts[bin] ?? 0));
  const total = means.reduce((sum, value) => sum + value, 0);
  const centred = means.map((value) => value - total / bins);
  const scores = new Float64Array(Math.max(0, plan.length - bins + 1));
  let [sum, squares] = [0, 0];
  for (let i = 0; i < plan.length; i++) {
    const value = plan[i] ?? 0;
    const gone = i >= bins ? (plan[i - bins] ?? 0) : 0;
    sum += value - gone;
    squares += value * value - gone * gone;
    const at = i - bins + 1;
    if (at < 0) continue;
    const spread = squares - (sum * sum) / bins;
    if (spread <= 1e-12) continue;
    let product = 0;
    for (let bin = 0; bin < bins; bin++) product += (centred[bin] ?? 0) * (plan[at + bin] ?? 0);
    scores[at] = product / Math.sqrt(spread);
  }
  const offsets: number[] = [];
  while (offsets.length < CANDIDATES) {
    let best = -1;
    scores.forEach((score, at) => {
      if (score > (best < 0 ? 0 : (scores[best] ?? 0))) best = at;
    });
    if (best < 0) break;
    offsets.push(best * COARSE_S - startSeconds);
    scores.fill(0, Math.max(0, best - 2), best + 3);
  }
  return offsets;
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
