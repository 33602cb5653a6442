import type { Numbers } from '../statistics.ts';

/** Power spectral density: `density[k]` is at `k × stepHz`. */
export interface Spectrum {
  readonly stepHz: number;
  readonly density: Float64Array;
}

/** Cosines and sines of −2πk ÷ size, by size: a run is transformed thousands of times. */
const TURNS = new Map<number, { readonly cosine: Float64Array; readonly sine: Float64Array }>();

function turnsOf(size: number): { readonly cosine: Float64Array; readonly sine: Float64Array } {
  const known = TURNS.get(size);
  if (known) return known;
  const angle = (_: unknown, k: number): number => (-2 * Math.PI * k) / size;
  const angles = Float64Array.from({ length: size / 2 }, angle);
  const turns = { cosine: angles.map(Math.cos), sine: angles.map(Math.sin) };
  TURNS.set(size, turns);
  return turns;
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
  const { cosine, sine } = turnsOf(length);
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    const step = length / size;
    for (let begin = 0; begin < length; begin += size) {
      for (let k = 0; k < half; k++) {
        const i = begin + k;
        const j = i + half;
        const turnX = cosine[k * step] as number;
        const turnY = sine[k * step] as number;
        const x = real[j] as number;
        const y = imaginary[j] as number;
        const turnedX = x * turnX - y * turnY;
        const turnedY = x * turnY + y * turnX;
        const ownX = real[i] as number;
        const ownY = imaginary[i] as number;
        real[j] = ownX - turnedX;
        imaginary[j] = ownY - turnedY;
        real[i] = ownX + turnedX;
        imaginary[i] = ownY + turnedY;
      }
    }
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const kept = values[i] as number;
  values[i] = values[j] as number;
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
  const step = Math.floor(length / 2);
  const pieces = Math.floor((samples.length - length) / step) + 1;
  // Two pieces make one transform of complex numbers; its halves give the sum of both powers.
  for (let piece = 0; piece < pieces; piece += 2) {
    windowed(samples, piece * step, window, real);
    if (piece + 1 < pieces) windowed(samples, (piece + 1) * step, window, imaginary);
    else imaginary.fill(0);
    transform(real, imaginary);
    for (let k = 0; k <= size / 2; k++) {
      const mirrored = (size - k) % size;
      const [x, y] = [real[k] as number, imaginary[k] as number];
      const [mirroredX, mirroredY] = [real[mirrored] as number, imaginary[mirrored] as number];
      const both = x * x + y * y + mirroredX * mirroredX + mirroredY * mirroredY;
      density[k] = (density[k] as number) + both / 2;
    }
  }
  const scale = 1 / (rateHz * windowPower * pieces);
  for (let k = 0; k < density.length; k++) {
    const oneSided = k === 0 || k === size / 2 ? scale : 2 * scale;
    density[k] = (density[k] ?? 0) * oneSided;
  }
  return { stepHz: rateHz / size, density };
}

/** Takes the mean of the piece away and weights it; behind it are zeros. */
function windowed(samples: Numbers, at: number, window: Float64Array, into: Float64Array): void {
  const { length } = window;
  const centre = meanOf(samples, at, length);
  into.fill(0, length);
  for (let i = 0; i < length; i++) {
    const value = (samples[at + i] as number) - centre;
    into[i] = Number.isNaN(value) ? 0 : value * (window[i] as number);
  }
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
