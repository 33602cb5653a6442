import type { RandomStream } from './random.ts';

const ROUNDS = 8;

/**
 * Where `index` goes when the whole numbers from 0 to count − 1 (count at most 2^32) are shuffled, without
 * shuffling the others: a Feistel network over the next even number of bits (Luby and Rackoff 1988), walked
 * again while it leaves the range (Black and Rogaway 2002). The stream gives the keys; the same ones
 * give the same shuffle.
 */
export function permuted(index: number, count: number, random: RandomStream): number {
  const keys = Array.from({ length: ROUNDS }, () => random.nextUint32());
  let half = 2;
  while (half * half < count) half *= 2;
  let place = index;
  do place = feistel(place, half, keys);
  while (place >= count);
  return place;
}

/** `half` is a power of two; the result is below its square, as `place` is. */
function feistel(place: number, half: number, keys: readonly number[]): number {
  let left = Math.floor(place / half);
  let right = place % half;
  for (const key of keys) {
    const mixed = left ^ (scrambled(right ^ key) & (half - 1));
    left = right;
    right = mixed;
  }
  return left * half + right;
}

/** The last step of MurmurHash3 (Appleby, public domain). */
function scrambled(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
