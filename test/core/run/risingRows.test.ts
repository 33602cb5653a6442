import { expect, test } from 'vitest';
import { risingRows } from '#core/run/risingRows';

const NaN_ = Number.NaN;

test.each([
  ['all of them', [0, 1, 2, 3], [1, 1, 1, 1]],
  ['none twice', [0, 1, 1, 2], [1, 1, 0, 1]],
  ['not back', [0, 2, 1, 3], [1, 0, 1, 1]],
  ['one that leaps ahead', [0, 1, 900, 2, 3], [1, 1, 0, 1, 1]],
  ['one that falls back', [0, 10, 3, 11], [1, 0, 1, 1]],
  ['missing ones', [NaN_, 0, NaN_, 1], [0, 1, 0, 1]],
  ['the last one ahead', [0, 1, 50], [1, 1, 1]],
])('rows in order of time: %s', (_name, times, rises) => {
  expect([...risingRows(Float64Array.from(times))]).toEqual(rises);
});
