import { exp, ln } from './exactMath.ts';

/**
 * Random numbers that depend on the seed and the keys alone: `randomStream(seed, 'noise', 'bed')` gives the
 * same numbers on every machine, whatever other streams have drawn. The seed and keys that are numbers are
 * whole numbers below 2^53 in size.
 */
export function randomStream(seed: number, ...keys: readonly (string | number)[]): RandomStream {
  const state = new Int32Array(INITIAL_STATE);
  absorbNumber(state, seed);
  for (const key of keys) {
    if (typeof key === 'number') absorbNumber(state, key);
    else absorbText(state, key);
  }
  // As many rounds as it takes for the last word to reach every bit, and a margin.
  for (let round = 0; round < 6; round += 1) mix(state);
  return new RandomStream(state);
}

/** xoshiro128** 1.1 (Blackman and Vigna 2018, https://prng.di.unimi.it/xoshiro128starstar.c): period 2^128 − 1. */
export class RandomStream {
  readonly #state: Int32Array;

  /** Takes the four words of the state as they are; they must not all be 0. `randomStream` makes them. */
  constructor(state: Int32Array) {
    this.#state = state;
  }

  /** A whole number from 0 to 2^32 − 1. */
  nextUint32(): number {
    return nextInt32(this.#state) >>> 0;
  }

  /** At least 0, below 1, in steps of 2^−53. */
  uniform(): number {
    const high = nextInt32(this.#state) >>> 5;
    const low = nextInt32(this.#state) >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Evenly from min to max; rounding can give max itself. */
  between(min: number, max: number): number {
    return min + (max - min) * this.uniform();
  }

  /** A whole number from 0 to below − 1, each as likely; `below` is a whole number from 1 to 2^32. */
  integer(below: number): number {
    // Numbers of the last, incomplete round of `below` are drawn again.
    const fair = 4294967296 - (4294967296 % below);
    let drawn = this.nextUint32();
    while (drawn >= fair) drawn = this.nextUint32();
    return drawn % below;
  }

  /** One of the list, each as likely. */
  pick<Item>(list: readonly Item[]): Item {
    if (list.length === 0) throw new RangeError('Nothing can be picked from an empty list.');
    return list[this.integer(list.length)] as Item;
  }

  /** From the normal distribution of mean 0 and standard deviation 1, in steps of about 1e-7. */
  normal(): number {
    const state = this.#state;
    for (;;) {
      const bits = nextInt32(state);
      // The lowest 8 bits choose a strip, the other 24 a place in it, left or right of 0.
      const strip = bits & 255;
      const place = bits >> 8;
      const x = place * (STRIP_STEP[strip] as number);
      if (Math.abs(place) < (INSIDE[strip] as number)) return x;
      if (strip === 0) return x < 0 ? -this.#tail() : this.#tail();
      const bottom = STRIP_HEIGHT[strip] as number;
      const top = STRIP_HEIGHT[strip + 1] as number;
      if (bottom + (top - bottom) * this.uniform() < exp(-0.5 * x * x)) return x;
    }
  }

  /** Beyond the last strip, after Marsaglia (1964). */
  #tail(): number {
    for (;;) {
      const x = -ln(1 - this.uniform()) / TAIL_START;
      const y = -ln(1 - this.uniform());
      if (2 * y >= x * x) return TAIL_START + x;
    }
  }
}

function nextInt32(state: Int32Array): number {
  const a = state[0] as number;
  const b = state[1] as number;
  const c = (state[2] as number) ^ a;
  const d = (state[3] as number) ^ b;
  state[0] = a ^ d;
  state[1] = b ^ c;
  state[2] = c ^ (b << 9);
  state[3] = (d << 11) | (d >>> 21);
  const scrambled = Math.imul(b, 5);
  return Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
}

/**
 * Tables of the ziggurat (Marsaglia and Tsang 2000, doi 10.18637/jss.v005.i08): 256 strips of one area lie on each
 * other under exp(−x²/2), strip 0 with all of the tail beyond `TAIL_START`.
 */
const STRIPS = 256;
const TAIL_START = 3.6541528853610088;
const STRIP_AREA = 0.00492867323399;
const STRIP_STEP = new Float64Array(STRIPS);
const STRIP_HEIGHT = new Float64Array(STRIPS + 1);
const INSIDE = new Int32Array(STRIPS);
fillTables();

function fillTables(): void {
  const edge = new Float64Array(STRIPS + 1);
  edge[0] = STRIP_AREA / exp(-0.5 * TAIL_START * TAIL_START);
  edge[1] = TAIL_START;
  for (let strip = 2; strip < STRIPS; strip += 1) {
    const below = edge[strip - 1] as number;
    edge[strip] = Math.sqrt(-2 * ln(STRIP_AREA / below + exp(-0.5 * below * below)));
  }
  edge[STRIPS] = 0;
  for (let strip = 0; strip < STRIPS; strip += 1) {
    const width = edge[strip] as number;
    STRIP_STEP[strip] = width / 8388608;
    STRIP_HEIGHT[strip] = exp(-0.5 * width * width);
    INSIDE[strip] = Math.floor(((edge[strip + 1] as number) / width) * 8388608);
  }
  STRIP_HEIGHT[STRIPS] = 1;
}

/** Nothing up the sleeve: the first digits of π in base 16. */
const INITIAL_STATE = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];

function absorbNumber(state: Int32Array, value: number): void {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`A seed or key must be a whole number below 2^53 in size, not ${value}.`);
  // Each key begins with what it is, so that no two lists of keys give the same words.
  absorb(state, value < 0 ? 2 : 1);
  const size = Math.abs(value);
  absorb(state, size % 4294967296);
  absorb(state, Math.floor(size / 4294967296));
}

function absorbText(state: Int32Array, text: string): void {
  absorb(state, 3);
  absorb(state, text.length);
  for (let index = 0; index < text.length; index += 1) absorb(state, text.charCodeAt(index));
}

function absorb(state: Int32Array, word: number): void {
  state[0] = (state[0] as number) ^ word;
  mix(state);
}

/** The quarter round of ChaCha (Bernstein 2008, RFC 8439 §2.1): no two states become one. */
function mix(state: Int32Array): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  a = (a + b) | 0;
  d = rotate(d ^ a, 16);
  c = (c + d) | 0;
  b = rotate(b ^ c, 12);
  a = (a + b) | 0;
  d = rotate(d ^ a, 8);
  c = (c + d) | 0;
  b = rotate(b ^ c, 7);
  state[0] = b;
  state[1] = c;
  state[2] = d;
  state[3] = a;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
