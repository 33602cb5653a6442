/** Exponentially weighted mean; a value that is NaN leaves it as it is. @param weight of the new value */
export function exponentialMean(values: Float64Array, weight: number): Float64Array {
  let mean = Number.NaN;
  return values.map((value) => {
    if (!Number.isNaN(value)) mean = Number.isNaN(mean) ? value : mean + weight * (value - mean);
    return mean;
  });
}

/**
 * One-sided cumulative sum (Page 1954) of deviations in standard deviations: what goes beyond `slack` adds up,
 * and what stays below takes away, never under 0. NaN leaves it as it is.
 */
export class CumulativeSum {
  value = 0;
  private readonly slack: number;

  /** @param slack half the shift that is to be found, in standard deviations */
  constructor(slack: number) {
    this.slack = slack;
  }

  add(deviation: number): number {
    if (!Number.isNaN(deviation)) this.value = Math.max(0, this.value + deviation - this.slack);
    return this.value;
  }
}
