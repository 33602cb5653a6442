/**
 * exp, ln, sin, cos and powers from additions, multiplications, divisions and roots only. These are exact
 * to the last bit in IEEE 754, so a run has the same bytes on every machine; the language leaves the last
 * bits of `Math.sin` and its like to each engine. Errors are below 2 units in the last place (ulp).
 *
 * All of it is the textbook way (Muller, Elementary Functions): bring the argument near zero with constants
 * in two or more parts, of which the first ones have so few bits that their products are exact; then a Taylor
 * polynomial; then a power of two.
 */

const LOG2_OF_E = Math.LOG2E;
/** ln 2 in two parts: 32 bits, so that times an exponent of two it is exact, and the rest. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const TWO_PI = 6.283185307179586;
const TWO_OVER_PI = 0.6366197723675814;
/** π/2 in four parts: three of 33 bits, so that times a whole number below 2^20 they are exact, and the rest. */
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487111665e-21;
const HALF_PI_4 = 8.4784276603689e-32;

const SQRT_2 = Math.SQRT2;

/** All powers of two that are normal numbers, the least one first. */
const LEAST_EXPONENT = -1022;
const POWERS_OF_TWO = powersOfTwo();
const LEAST_POWER = POWERS_OF_TWO[0] as number;
const GREATEST_POWER = POWERS_OF_TWO[POWERS_OF_TWO.length - 1] as number;

/** To look at the bits of a number; a DataView has the same byte order on every machine. */
const BITS = new DataView(new ArrayBuffer(8));

/** e to the power of x. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** Natural logarithm: −Infinity at 0, NaN below. */
export function ln(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN;
  const exponent = exponentOf(x);
  const f = fractionOf(x, exponent) - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  // ln(1 + f) = 2·artanh(s) = f − f²/2 + s·(f²/2 + rest): the largest term has no rounding error.
  return exponent * LN2_HIGH - (half - (s * (half + artanhRest(s * s)) + exponent * LN2_LOW) - f);
}

/** Sine of x radians, for |x| up to 1e6; beyond, the error is about x · 1e-16. */
export function sin(x: number): number {
  return wave(x, 0);
}

/** Cosine of x radians, for |x| up to 1e6; beyond, the error is about x · 1e-16. */
export function cos(x: number): number {
  return wave(x, 1);
}

/**
 * Base to the power of the exponent, NaN where the base is below 0. Powers that are whole numbers come out as
 * such. The error is below 2 ulp for results between 1e-30 and 1e30.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (exponent === 1) return base;
  if (exponent === 2) return base * base;
  if (base === 0) return exponent > 0 ? 0 : exponent < 0 ? Infinity : Number.NaN;
  if (!(base > 0) || base === Infinity || !(Math.abs(exponent) < 1e9))
    return limitOf(base, exponent);
  return expOfProduct(base, exponent);
}

/** e to the power of high + low, where low is far smaller than high. */
function expOfSum(high: number, low: number): number {
  if (!(high < 709.79)) return high >= 709.79 ? Infinity : high;
  if (high < -745.2) return 0;
  const exponent = Math.floor(high * LOG2_OF_E + 0.5);
  const large = high - exponent * LN2_HIGH;
  const small = exponent * LN2_LOW - low;
  const r = large - small;
  const tail =
    r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * expTail(r))))));
  return timesPowerOfTwo(1 + (large + (tail - small)), exponent);
}

/** The terms of e^r from r^7 on, divided by r^7; |r| is at most ln 2 / 2. */
function expTail(r: number): number {
  return (
    1 / 5040 +
    r *
      (1 / 40320 +
        r *
          (1 / 362880 +
            r * (1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800))))))
  );
}

/** 2·artanh(s)/s − 2 for z = s², |s| at most (√2 − 1)/(√2 + 1). */
function artanhRest(z: number): number {
  return (
    z *
    (2 / 3 +
      z *
        (2 / 5 +
          z *
            (2 / 7 +
              z *
                (2 / 9 +
                  z *
                    (2 / 11 +
                      z * (2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + (z * 2) / 21)))))))))
  );
}

/** sin(x + quarters·π/2). */
function wave(x: number, quarters: number): number {
  if (Math.abs(x) > 1.6e6) return wave(x - Math.floor(x / TWO_PI) * TWO_PI, quarters);
  const turns = Math.floor(x * TWO_OVER_PI + 0.5);
  // What is left of x is high + low, |high| at most π/4; nothing is lost where x is next to a zero.
  const first = x - turns * HALF_PI_1;
  const second = turns * HALF_PI_2;
  const near = first - second;
  const lost = first - near - second - turns * HALF_PI_3;
  const high = near + lost;
  const low = near - high + lost - turns * HALF_PI_4;
  const z = high * high;
  const quadrant = (turns + quarters) & 3;
  const value =
    (quadrant & 1) === 0
      ? high + (high * z * sinTail(z) + low * (1 - 0.5 * z))
      : 1 - (0.5 * z - (z * z * cosTail(z) - high * low));
  return quadrant < 2 ? value : -value;
}

function sinTail(z: number): number {
  return (
    -1 / 6 +
    z *
      (1 / 120 +
        z *
          (-1 / 5040 +
            z *
              (1 / 362880 +
                z *
                  (-1 / 39916800 +
                    z * (1 / 6227020800 + z * (-1 / 1307674368000 + z / 355687428096000))))))
  );
}

function cosTail(z: number): number {
  return (
    1 / 24 +
    z *
      (-1 / 720 +
        z *
          (1 / 40320 +
            z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z / 20922789888000)))))
  );
}

/** exp(exponent · ln base) with the logarithm and its product in twice the usual precision. */
function expOfProduct(base: number, exponent: number): number {
  const twos = exponentOf(base);
  const f = fractionOf(base, twos) - 1;
  // s = f / (2 + f) as sHigh + sLow; the divisor is rounded, and what it lost is known.
  const divisor = 2 + f;
  const divisorLost = f - (divisor - 2);
  const sHigh = f / divisor;
  const product = sHigh * divisor;
  const sLow = (f - product - productLost(sHigh, divisor, product) - sHigh * divisorLost) / divisor;
  const z = sHigh * sHigh;
  // ln base = twos·ln 2 + 2·s + s·rest, the largest parts added without loss.
  const rest = sHigh * artanhRest(z) + sLow * (2 + 2 * z);
  const whole = twos * LN2_HIGH;
  const sum = whole + 2 * sHigh;
  const part = sum - whole;
  const sumLost = whole - (sum - part) + (2 * sHigh - part) + (rest + twos * LN2_LOW);
  const high = sum + sumLost;
  const low = sum - high + sumLost;
  const scaled = exponent * high;
  if (!(Math.abs(scaled) < 800)) return scaled > 0 ? Infinity : 0;
  return expOfSum(scaled, productLost(exponent, high, scaled) + exponent * low);
}

/** What rounding took from a·b = product (Dekker 1971). */
function productLost(a: number, b: number, product: number): number {
  const splitA = a * 134217729;
  const aHigh = splitA - (splitA - a);
  const aLow = a - aHigh;
  const splitB = b * 134217729;
  const bHigh = splitB - (splitB - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** Powers of what is not a positive number, or with exponents past every double. */
function limitOf(base: number, exponent: number): number {
  if (!(base > 0) || Number.isNaN(exponent)) return Number.NaN;
  if (base === 1) return 1;
  return base > 1 === exponent > 0 ? Infinity : 0;
}

/** How often x must be halved to lie between √½ and √2; x is positive and finite. */
function exponentOf(x: number): number {
  if (x < 1e-300) return exponentOf(x * 18014398509481984) - 54;
  BITS.setFloat64(0, x);
  const exponent = (BITS.getUint16(0) >>> 4) - 1023;
  return fractionOf(x, exponent) >= SQRT_2 ? exponent + 1 : exponent;
}

function fractionOf(x: number, exponent: number): number {
  return timesPowerOfTwo(x, -exponent);
}

/** Exact, but for results so small that they have fewer digits: those are rounded, once. */
function timesPowerOfTwo(x: number, exponent: number): number {
  const place = exponent - LEAST_EXPONENT;
  if (place < 0) return timesPowerOfTwo(x, place) * LEAST_POWER;
  if (place >= POWERS_OF_TWO.length) return timesPowerOfTwo(x, exponent - 1023) * GREATEST_POWER;
  return x * (POWERS_OF_TWO[place] as number);
}

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(2046);
  let value = 1;
  for (let exponent = 0; exponent <= 1023; exponent += 1, value *= 2)
    powers[exponent - LEAST_EXPONENT] = value;
  value = 1;
  for (let exponent = 0; exponent >= LEAST_EXPONENT; exponent -= 1, value /= 2)
    powers[exponent - LEAST_EXPONENT] = value;
  return powers;
}
