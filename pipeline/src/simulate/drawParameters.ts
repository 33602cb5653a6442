import { PARAMETERS, type ParameterName, type Parameters } from './parameters.ts';
import { randomStream } from './random.ts';

/**
 * The printer and its surroundings of one run. At noise 0 all numbers are the nominal ones; at noise 1 each
 * is drawn evenly from its range, and in between from the range shrunk towards the nominal number, at the
 * same place in it. `fixed` sets some of them (sweeps). Each has random numbers of its own, so that fixing
 * one, or a new one in the table, leaves the others as they are.
 */
export function drawParameters(
  seed: number,
  noise: number,
  fixed: Partial<Parameters> = {},
): Parameters {
  const drawn: Partial<Record<ParameterName, number>> = {};
  for (const { name, nominal, min, max } of PARAMETERS) {
    const full = randomStream(seed, 'parameter', name).between(min, max);
    drawn[name] = fixed[name] ?? nominal + noise * (full - nominal);
  }
  return drawn as Parameters;
}
