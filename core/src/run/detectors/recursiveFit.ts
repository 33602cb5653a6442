/** What is believed of one coefficient before anything is measured. */
export interface Prior {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Linear model y = Σ coefficient × x + noise, fitted one measurement after the other (recursive least squares
 * with priors, which is a Kalman filter of coefficients that do not move). Before it has learned, its
 * predictions are unsure by as much as the priors are, so that what is new is not taken for what is wrong.
 */
export class RecursiveFit {
  readonly coefficients: Float64Array;
  private readonly covariance: Float64Array;

  constructor(priors: readonly Prior[]) {
    const count = priors.length;
    this.coefficients = Float64Array.from(priors, ({ mean }) => mean);
    this.covariance = new Float64Array(count * count);
    priors.forEach(({ deviation }, i) => {
      this.covariance[i * count + i] = deviation * deviation;
    });
  }

  predict(x: readonly number[]): number {
    return x.reduce((sum, value, i) => sum + value * (this.coefficients[i] ?? 0), 0);
  }

  /**
   * How far the measurement is from what was predicted, in standard deviations of both.
   * @param noise standard deviation of the measurement
   */
  deviation(x: readonly number[], y: number, noise: number): number {
    const variance = x.reduce((sum, value, i) => sum + value * this.gainOf(x, i), noise * noise);
    return (y - this.predict(x)) / Math.sqrt(variance);
  }

  /** Takes the measurement into account. */
  learn(x: readonly number[], y: number, noise: number): void {
    const count = x.length;
    const gains = x.map((_, i) => this.gainOf(x, i));
    const variance = x.reduce((sum, value, i) => sum + value * (gains[i] ?? 0), noise * noise);
    const error = y - this.predict(x);
    gains.forEach((gain, i) => {
      this.coefficients[i] = (this.coefficients[i] ?? 0) + (gain / variance) * error;
      gains.forEach((other, j) => {
        const at = i * count + j;
        this.covariance[at] = (this.covariance[at] ?? 0) - (gain * other) / variance;
      });
    });
  }

  /** Row i of the covariance times x. */
  private gainOf(x: readonly number[], i: number): number {
    return x.reduce((sum, value, j) => sum + (this.covariance[i * x.length + j] ?? 0) * value, 0);
  }
}
