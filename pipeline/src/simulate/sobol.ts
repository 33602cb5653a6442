/**
 * Degree, polynomial and first direction numbers of dimensions 2 to 21, from `new-joe-kuo-6.21201` of S. Joe
 * and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci.
 * Comput. 30 (2008), https://web.maths.unsw.edu.au/~fkuo/sobol/.
 */
const JOE_KUO: readonly (readonly [
  degree: number,
  polynomial: number,
  first: readonly number[],
])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

const BITS = 32;
const DIRECTIONS = Array.from({ length: SOBOL_DIMENSIONS }, (_, dimension) =>
  directionsOf(dimension),
);

/**
 * Coordinate of point `index` (from 0, below 2^32) of the Sobol sequence in one dimension (from 0), from 0 to below 1.
 * The points come in the order of the Gray code (Antonov and Saleev 1979), as libraries give them.
 */
export function sobolCoordinate(index: number, dimension: number): number {
  const directions = DIRECTIONS[dimension];
  if (!directions)
    throw new RangeError(`Sobol points have ${SOBOL_DIMENSIONS} dimensions at most.`);
  let gray = (index ^ (index >>> 1)) >>> 0;
  let coordinate = 0;
  for (let bit = 0; gray !== 0; bit += 1, gray >>>= 1)
    if ((gray & 1) === 1) coordinate ^= directions[bit] as number;
  return (coordinate >>> 0) / 4294967296;
}

function directionsOf(dimension: number): Int32Array {
  const directions = new Int32Array(BITS);
  const row = JOE_KUO[dimension - 1];
  if (!row) {
    for (let bit = 0; bit < BITS; bit += 1) directions[bit] = 1 << (BITS - 1 - bit);
    return directions;
  }
  const [degree, polynomial, first] = row;
  for (let bit = 0; bit < BITS; bit += 1)
    directions[bit] =
      bit < degree
        ? (first[bit] as number) << (BITS - 1 - bit)
        : nextDirection(directions, bit, degree, polynomial);
  return directions;
}

function nextDirection(
  directions: Int32Array,
  bit: number,
  degree: number,
  polynomial: number,
): number {
  const oldest = directions[bit - degree] as number;
  let next = oldest ^ (oldest >>> degree);
  for (let back = 1; back < degree; back += 1)
    if (((polynomial >>> (degree - 1 - back)) & 1) === 1) next ^= directions[bit - back] as number;
  return next;
}
