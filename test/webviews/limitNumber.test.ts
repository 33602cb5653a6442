import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitNumber, limitNumbers } from '../../webviews/src/time/limitNumber.ts';

describe('a limit as a person types it', () => {
  it.each([
    ['8000', 8_000],
    [' 0.5 ', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e4', 10_000],
    ['0', 0],
    ['', undefined],
    ['-5', undefined],
    ['8,000', undefined],
    ['8 000', undefined],
    ['12 apples', undefined],
    ['0x10', undefined],
    ['1e400', undefined],
    ['Infinity', undefined],
    ['NaN', undefined],
  ])('%j is %s', (typed, value) => {
    expect(limitNumber(typed)).toBe(value);
  });

  it('is a finite number that is not negative, or none', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const value = limitNumber(typed);
        return value === undefined || (Number.isFinite(value) && value >= 0);
      }),
    );
  });
});

describe('several limits', () => {
  it.each([
    ['2000, 4000, 8000', [2_000, 4_000, 8_000], undefined],
    ['1;2  3\n4', [1, 2, 3, 4], undefined],
    ['5, 5, 5', [5], undefined],
    ['', [], undefined],
    ['1, x, 2', [], 'x'],
  ])('%j', (typed, values, wrong) => {
    expect(limitNumbers(typed)).toEqual(wrong === undefined ? { values } : { values, wrong });
  });
});
