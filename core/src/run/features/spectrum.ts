import type { Numbers } from '../statistics.ts';

/** Power spectral density: `density[k]` is at `k × stepHz`. */
export interface Spectrum {
  readonly stepHz: number;
  readonly density: Float64Array;
}

/**
 * Fast Fourier transform in place (Cooley and Tukey 1965, radix 2). The length must be a power of two.
 */
export function transform(real: Float64Array, imaginary: Float64Array): void {
  const { length } = real;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      swap(real, i, j);
      swap(imaginary, i, j);
    }
  }
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / size;
      const cosine = Math.cos(angle);
      const sine = Math.sin(angle);
      for (let i = k; i < length; i += size) {
        const j = i + half;
        const [realJ = 0, imaginaryJ = 0, realI = 0, imaginaryI = 0] = [
          real[j],
          imaginary[j],
          real[i],
          imaginary[i],
        ];
        const turnedReal = realJ * cosine - imaginaryJ * sine;
        const turnedImaginary = realJ * sine + imaginaryJ * cosine;
        real[j] = realI - turnedReal;
        imaginary[j] = imaginaryI - turnedImaginary;
        real[i] = realI + turnedReal;
        imaginary[i] = imaginaryI + turnedImaginary;
      }
    }
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const kept = values[i] ?? 0;
  values[i] = values[j] ?? 0;
  values[j] = kept;
}

/** The smallest power of two that is not below `count`. */
export function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}

/** Fewer samples than this say nothing about a spectrum. */
const LEAST_SAMPLES = 16;

/**
 * Welch's mean of windowed periodograms (1967): Hann window, pieces of `pieceLength` samples (a power of two)
 * that overlap by half, the mean of each taken away, one-sided density. A signal shorter than a piece is one
 * piece of its own length, filled up with zeros. Samples that are NaN count as 0 behind the mean.
 * Undefined for fewer than 16 samples.
 */
export function welch(samples: Numbers, rateHz: number, pieceLength: number): Spectrum | undefined {
  if (samples.length < LEAST_SAMPLES) return undefined;
  const length = Math.min(pieceLength, samples.length);
  const size = powerOfTwo(length);
  const window = hann(length);
  const windowPower = window.reduce((sum, weight) => sum + weight * weight, 0);
  const density = new Float64Array(size / 2 + 1);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  let pieces = 0;
  for (let at = 0; at + length <= samples.length; at += Math.floor(length / 2)) {
    const centre = meanOf(samples, at, length);
    real.fill(0);
    imaginary.fill(0);
    for (let i = 0; i < length; i++) {
      const value = (samples[at + i] ?? 0) - centre;
      real[i] = Number.isNaN(value) ? 0 : value * (window[i] ?? 0);
    }
    transform(real, imaginary);
    for (let k = 0; k < density.length; k++)
      density[k] = (density[k] ?? 0) + (real[k] ?? 0) ** 2 + (imaginary[k] ?? 0) ** 2;
    pieces++;
  }
  const scale = 1 / (rateHz * windowPower * pieces);
  for (let k = 0; k < density.length; k++) {
    const oneSided = k === 0 || k === size / 2 ? scale : 2 * scale;
    density[k] = (density[k] ?? 0) * oneSided;
  }
  return { stepHz: rateHz / size, density };
}

/** The periodic one, as spectra are made with. */
function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length));
}

function meanOf(samples: Numbers, at: number, length: number): number {
  let sum = 0;
  let count = 0;
  for (let i = at; i < at + length; i++) {
    const value = samples[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Power from `lowHz` up to below `highHz`, in the square of the samples' unit. */
export function bandPower(spectrum: Spectrum, lowHz: number, highHz: number): number {
  const { stepHz, density } = spectrum;
  let sum = 0;
  for (let k = Math.ceil(lowHz / stepHz); k < density.length && k * stepHz < highHz; k++)
    sum += density[k] ?? 0;
  return sum * stepHz;
}

/** Where the density is highest, 0 Hz left out; NaN where there is no power. */
export function dominantFrequency({ stepHz, density }: Spectrum): number {
  let best = Number.NaN;
  let highest = 0;
  for (let k = 1; k < density.length; k++) {
    if ((density[k] ?? 0) <= highest) continue;
    highest = density[k] ?? 0;
    best = k;
  }
  return best * stepHz;
}

/** Centre of gravity of the power, Hz, 0 Hz left out. */
export function spectralCentroid({ stepHz, density }: Spectrum): number {
  let sum = 0;
  let weighted = 0;
  for (let k = 1; k < density.length; k++) {
    sum += density[k] ?? 0;
    weighted += (density[k] ?? 0) * k;
  }
  return sum > 0 ? (weighted / sum) * stepHz : Number.NaN;
}

/** Shannon's entropy of the shares of power, 0 (one tone) to 1 (white noise), 0 Hz left out. */
export function spectralEntropy({ density }: Spectrum): number {
  let sum = 0;
  for (let k = 1; k < density.length; k++) sum += density[k] ?? 0;
  if (!(sum > 0)) return Number.NaN;
  let entropy = 0;
  for (let k = 1; k < density.length; k++) {
    const share = (density[k] ?? 0) / sum;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy / Math.log(density.length - 1);
}
