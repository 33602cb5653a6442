/** Even noise from −0.5 to 0.5, the same on every machine and in other languages: the linear congruence of
 * Numerical Recipes. */
export function evenNoise(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

export function evenNoises(count: number, seed = 1): Float64Array {
  const next = evenNoise(seed);
  return Float64Array.from({ length: count }, next);
}
