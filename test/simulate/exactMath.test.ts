import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cos, exp, ln, power, sin } from '../../pipeline/src/simulate/exactMath.ts';
import { propertyRuns } from '../support/propertyRuns.ts';

// Math.* of the engine that runs this is within 1 ulp of the truth, so 2 ulp from it is what can be asked.
const MOST_ULPS = 2;
const runs = { numRuns: propertyRuns(3000) };

describe('within 2 ulp of the engine', () => {
  it.each([
    ['exp', exp, Math.exp, -745, 709.7],
    ['exp near 0', exp, Math.exp, -1, 1],
    ['sin', sin, Math.sin, -1e6, 1e6],
    ['sin near 0', sin, Math.sin, -4, 4],
    ['cos', cos, Math.cos, -1e6, 1e6],
    ['cos near 0', cos, Math.cos, -4, 4],
    ['ln near 1', ln, Math.log, 0.5, 2],
    ['ln', ln, Math.log, 0, 1e12],
  ] as const)('%s', (_, ours, engine, min, max) => {
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), (x) => {
        expectUlps(ours(x), engine(x));
      }),
      runs,
    );
    for (let step = 0; step <= 2000; step += 1) {
      const x = min + ((max - min) * step) / 2000;
      expectUlps(ours(x), engine(x));
    }
  });

  it('sin and cos at the doubles next to multiples of π/2, where nearly all digits cancel', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 636_000 }),
        fc.integer({ min: -2, max: 2 }),
        (n, off) => {
          const x = n * (Math.PI / 2) * (1 + off * 2 ** -52);
          expectUlps(sin(x), Math.sin(x));
          expectUlps(cos(x), Math.cos(x));
          expectUlps(sin(-x), Math.sin(-x));
        },
      ),
      runs,
    );
  });

  it('ln of numbers too small to be normal', () => {
    for (const x of [5e-324, 1e-320, 2.2e-308, 2.3e-308]) expectUlps(ln(x), Math.log(x));
  });

  it('exp of what is too small to be normal', () => {
    for (const x of [-708.5, -720, -740, -745.1]) expectUlps(exp(x), Math.exp(x));
  });
});

// Correctly rounded from 200 binary digits (mpmath 1.3).
it.each([
  [3, 0.5, 1.7320508075688772],
  [1.7, 2.3, 3.388695291147646],
  [0.3, 0.25, 0.7400828044922853],
  [123.456, -1.75, 0.00021870244946155522],
  [0.001, 3.5, 3.1622776601683794e-11],
  [1.0001, 12345.6, 3.436653836768517],
  [0.999, -20000.5, 490289662.23939866],
  [10, -29.5, 3.1622776601683794e-30],
  [7.25, 0.3333333333333333, 1.9354383203138983],
  [1000000000000.0, 1.9, 6.309573444801917e22],
  [0.02, 4, 1.6e-7],
  [1.3, 60.1, 7046857.244638138],
] as const)('%d to the power of %d', (base, exponent, correct) => {
  expectUlps(power(base, exponent), correct);
});

it('whole powers are exact', () => {
  for (let base = 1; base <= 60; base += 1) {
    for (let exponent = 0; exponent <= 16; exponent += 1) {
      const exact = BigInt(base) ** BigInt(exponent);
      if (exact < 2n ** 53n) expect(power(base, exponent)).toBe(Number(exact));
    }
  }
});

it.each([
  [
    'exp',
    exp,
    [
      [0, 1],
      [Infinity, Infinity],
      [-Infinity, 0],
      [710, Infinity],
      [-750, 0],
      [NaN, NaN],
    ],
  ],
  [
    'ln',
    ln,
    [
      [1, 0],
      [0, -Infinity],
      [-1, NaN],
      [Infinity, Infinity],
      [NaN, NaN],
    ],
  ],
  [
    'sin',
    sin,
    [
      [0, 0],
      [Infinity, NaN],
      [NaN, NaN],
    ],
  ],
  [
    'cos',
    cos,
    [
      [0, 1],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
  ],
  [
    '2 to the power of',
    (x: number) => power(2, x),
    [
      [0, 1],
      [-1074, 5e-324],
      [1e10, Infinity],
      [-1e10, 0],
      [NaN, NaN],
    ],
  ],
  [
    'to the power of ½',
    (x: number) => power(x, 0.5),
    [
      [0, 0],
      [4, 2],
      [-1, NaN],
      [Infinity, Infinity],
    ],
  ],
] as const)('%s at the ends', (_, ours, table) => {
  for (const [x, value] of table) expect(ours(x)).toBe(value);
});

it('stays between −1 and 1 however large the argument', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      expect(Math.abs(sin(x))).toBeLessThanOrEqual(1);
      expect(Math.abs(cos(x))).toBeLessThanOrEqual(1);
    }),
  );
  expect(Math.abs(sin(1e8) - Math.sin(1e8))).toBeLessThan(1e-7);
});

// Every bit: a machine that gives another number here would write other files.
it('gives the same bits everywhere', () => {
  expect([
    exp(1.5),
    exp(-0.3),
    ln(10),
    ln(0.7),
    sin(1),
    sin(5e5),
    cos(1),
    cos(5e5),
    power(1.7, 2.3),
  ]).toMatchInlineSnapshot(`
    [
      4.4816890703380645,
      0.7408182206817179,
      2.302585092994046,
      -0.35667494393873245,
      0.8414709848078965,
      0.1778312015182589,
      0.5403023058681398,
      -0.9840610061203382,
      3.388695291147646,
    ]
  `);
});

function expectUlps(actual: number, expected: number): void {
  if (Object.is(actual, expected)) return;
  const distance = Math.abs(Number(place(actual) - place(expected)));
  expect(distance, `${actual} instead of ${expected}`).toBeLessThanOrEqual(MOST_ULPS);
}

/** Where a double stands in the row of all doubles. */
function place(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
}
