import process from 'node:process';
import fc from 'fast-check';

// Named by the vitest configurations as a setup file, so that properties without a number of runs of
// their own are covered as well.
fc.configureGlobal({ numRuns: propertyRuns(100) });

/**
 * How many times a property is tried: `usual`, or as often as the variable THREEDPAI_PROPERTY_RUNS
 * says, for a search that may take long.
 */
export function propertyRuns(usual: number): number {
  const asked = process.env.THREEDPAI_PROPERTY_RUNS;
  if (asked === undefined) return usual;
  if (/^[1-9]\d*$/.test(asked)) return Number(asked);
  throw new Error(`THREEDPAI_PROPERTY_RUNS must be a whole number from 1 on, not "${asked}".`);
}
