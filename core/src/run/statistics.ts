/** Numbers that are NaN are values that are not there: everything here passes over them, and answers NaN
 * where nothing is left. */
export type Numbers = Float64Array | Float32Array | readonly number[];

/** What makes the median absolute deviation of normal noise its standard deviation: 1 ÷ Φ⁻¹(¾). */
export const MAD_TO_SIGMA = 1.482_602_218_505_602;

export function finite(values: Numbers): Float64Array {
  const all = new Float64Array(values);
  let count = 0;
  for (let i = 0; i < all.length; i++) {
    const value = all[i] as number;
    if (!Number.isNaN(value)) all[count++] = value;
  }
  return all.subarray(0, count);
}

export function mean(values: Numbers): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

/** Of the population (n, not n − 1). */
export function standardDeviation(values: Numbers): number {
  return Math.sqrt(centralMoment(values, 2));
}

export function rootMeanSquare(values: Numbers): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value * value;
    count++;
  }
  return count === 0 ? Number.NaN : Math.sqrt(sum / count);
}

/** Excess kurtosis: 0 for normal noise, −1.5 for a sine. NaN where all values are the same. */
export function kurtosis(values: Numbers): number {
  const variance = centralMoment(values, 2);
  return variance > 0 ? centralMoment(values, 4) / (variance * variance) - 3 : Number.NaN;
}

function centralMoment(values: Numbers, order: 2 | 4): number {
  const centre = mean(values);
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const square = (value - centre) * (value - centre);
    sum += order === 2 ? square : square * square;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

export function largest(values: Numbers): number {
  let found = Number.NaN;
  for (const value of values) if (!(value <= found) && !Number.isNaN(value)) found = value;
  return found;
}

export function smallest(values: Numbers): number {
  let found = Number.NaN;
  for (const value of values) if (!(value >= found) && !Number.isNaN(value)) found = value;
  return found;
}

/** @param share 0 to 1; between two values it is interpolated, as numpy and R (type 7) do. */
export function quantile(values: Numbers, share: number): number {
  const sorted = finite(values).sort();
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function median(values: Numbers): number {
  return quantile(values, 0.5);
}

/** Standard deviation by the median absolute deviation: outliers below half of the values do not move it. */
export function robustDeviation(values: Numbers, centre = median(values)): number {
  return MAD_TO_SIGMA * median(new Float64Array(values).map((value) => Math.abs(value - centre)));
}

/** More points than this are thinned out evenly, because every pair of them is looked at. */
const THEIL_SEN_POINTS = 200;

/** The median of the slopes of all pairs of points (Theil 1950, Sen 1968). */
export function theilSenSlope(x: Numbers, y: Numbers): number {
  const step = Math.max(1, Math.ceil(x.length / THEIL_SEN_POINTS));
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < x.length; i += step) {
    const [at = Number.NaN, value = Number.NaN] = [x[i], y[i]];
    if (!Number.isNaN(at) && !Number.isNaN(value)) points.push([at, value]);
  }
  const slopes: number[] = [];
  points.forEach(([x1, y1], i) => {
    for (const [x2, y2] of points.slice(i + 1)) if (x2 !== x1) slopes.push((y2 - y1) / (x2 - x1));
  });
  return median(slopes);
}

/**
 * Wilson's interval of a share, from 0 to 1: right for few tries and for shares near 0 and 1.
 * @param deviations 1.96 for 95 %
 */
export function wilsonInterval(
  hits: number,
  tries: number,
  deviations = 1.959_963_984_540_054,
): readonly [number, number] {
  if (tries === 0) return [0, 1];
  const share = hits / tries;
  const z2 = deviations * deviations;
  const centre = (share + z2 / (2 * tries)) / (1 + z2 / tries);
  const half =
    (deviations / (1 + z2 / tries)) *
    Math.sqrt((share * (1 - share)) / tries + z2 / (4 * tries * tries));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
