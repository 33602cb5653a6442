const POINT = 0x2e;

/** Of a whole number, so many digits are exact in a double; with as many as this it goes into two. */
const EXACT_DIGITS = 15;
const MOST_DIGITS = 19;

/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, digits) => 10 ** digits);
export const MOST_DECIMALS = POWERS_OF_TEN.length - 1;

/** What the correction below may be off by, and much more. */
const UNSURE = 2 ** -40;

/**
 * The nearest double of a decimal with more digits than a double holds, as Python and JavaScript write what
 * they have computed. It is as exact as `Number`, which needs a string, and several times as fast.
 *
 * The digits go into two doubles exactly. Their quotient by a power of ten is divided roughly, and corrected
 * by the exact remainder; both ends of what the correction may be off by are tried.
 *
 * @param from the first digit; there are only digits and at most one point up to `to`
 * @param decimals how many of them stand behind the point
 * @returns NaN where the digits are too many or the two ends differ, which is for `Number` to decide
 */
export function longDecimal(text: Uint8Array, from: number, to: number, decimals: number): number {
  let high = 0;
  let low = 0;
  let digits = 0;
  let lowDigits = 0;
  for (let at = from; at < to; at++) {
    const byte = text[at] ?? 0;
    if (byte === POINT) continue;
    const digit = byte ^ 48;
    if (digits < EXACT_DIGITS) high = high * 10 + digit;
    else {
      low = low * 10 + digit;
      lowDigits += 1;
    }
    // Zeros in front are none.
    if (digits > 0 || digit > 0) digits += 1;
  }
  if (digits > MOST_DIGITS || decimals > MOST_DECIMALS) return Number.NaN;
  const scale = POWERS_OF_TEN[lowDigits] ?? 1;
  const power = POWERS_OF_TEN[decimals] ?? 1;
  // whole + part = high × scale + low, exactly.
  const product = high * scale;
  const rest = productError(high, scale, product) + low;
  const whole = product + rest;
  const part = rest - (whole - product);
  const quotient = whole / power;
  const back = quotient * power;
  const remainder = whole - back - productError(quotient, power, back) + part;
  const correction = remainder / power;
  const unsure = Math.abs(correction) * UNSURE;
  const least = quotient + (correction - unsure);
  return least === quotient + (correction + unsure) ? least : Number.NaN;
}

/** 2²⁷ + 1 cuts a double into two halves whose products are exact (Dekker 1971). */
const HALVES = 134_217_729;

/** What `product`, a × b rounded, lacks of a × b, exactly. */
function productError(a: number, b: number, product: number): number {
  const aShifted = a * HALVES;
  const aHigh = aShifted - (aShifted - a);
  const aLow = a - aHigh;
  const bShifted = b * HALVES;
  const bHigh = bShifted - (bShifted - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
