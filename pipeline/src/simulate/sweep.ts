import type { ParameterName } from './parameters.ts';
import { permuted } from './permuted.ts';
import { randomStream } from './random.ts';
import { sobolCoordinate } from './sobol.ts';

/** One parameter and where it goes. A sweep can set a parameter once only. */
export interface SweepRange {
  readonly name: ParameterName;
  readonly from: number;
  /** At least `from`; equal to it sets the parameter. */
  readonly to: number;
}

export interface GridRange extends SweepRange {
  /** How many values it takes, both ends included; a single one is `from`. */
  readonly values: number;
}

/**
 * Which numbers the runs of a dataset get.
 * - `grid`: every combination, the last range changing fastest, then from the beginning again.
 * - `latin`: a Latin hypercube of `points`: each range is cut into that many parts, and each part
 *   comes once. After `points` runs another hypercube begins.
 * - `sobol`: the Sobol sequence, which fills the space evenly at any length.
 */
export type Sweep =
  | { readonly method: 'grid'; readonly ranges: readonly GridRange[] }
  | { readonly method: 'latin'; readonly points: number; readonly ranges: readonly SweepRange[] }
  | { readonly method: 'sobol'; readonly ranges: readonly SweepRange[] };

export type SweepPoint = Partial<Readonly<Record<ParameterName, number>>>;

/**
 * The parameters of point `index` (from 0, below 2^32), made without the points before it. The seed matters
 * for Latin hypercubes only.
 */
export function sweepPoint(sweep: Sweep, index: number, seed = 0): SweepPoint {
  if (sweep.method === 'grid') return gridPoint(sweep.ranges, index);
  const point: Partial<Record<ParameterName, number>> = {};
  sweep.ranges.forEach((range, dimension) => {
    const share =
      sweep.method === 'sobol'
        ? sobolCoordinate(index, dimension)
        : latinCoordinate(sweep.points, index, seed, range.name);
    point[range.name] = between(range, share);
  });
  return point;
}

function gridPoint(ranges: readonly GridRange[], index: number): SweepPoint {
  const point: Partial<Record<ParameterName, number>> = {};
  let rest = index;
  for (const range of ranges.toReversed()) {
    const step = rest % range.values;
    rest = Math.floor(rest / range.values);
    point[range.name] = between(range, range.values === 1 ? 0 : step / (range.values - 1));
  }
  return point;
}

function latinCoordinate(points: number, index: number, seed: number, name: string): number {
  const hypercube = Math.floor(index / points);
  const part = permuted(index % points, points, randomStream(seed, 'latin order', hypercube, name));
  const within = randomStream(seed, 'latin place', hypercube, name, part).nextUint32() / 4294967296;
  return (part + within) / points;
}

/** Both ends come out as they were given. */
function between({ from, to }: SweepRange, share: number): number {
  return from * (1 - share) + to * share;
}
