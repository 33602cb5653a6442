import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectQuantile } from '#core/run/selection';

test('the same value that sorting finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 80 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const wanted = sorted[Math.floor(share * (values.length - 1))];
        expect(selectQuantile(Float64Array.from(values), share)).toBe(wanted);
      },
    ),
  );
});

test('of nothing it is not there', () => {
  expect(selectQuantile(new Float64Array(0), 0.5)).toBeNaN();
});
