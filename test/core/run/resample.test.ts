import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asOf, nearest, resample, samplesOf } from '#core/run/resample';
import { propertyRuns } from '../../support/propertyRuns.ts';

const rising = fc
  .array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 })
  .map((values) => Float64Array.from([...new Set(values)].sort((a, b) => a - b)));
const queries = fc
  .array(fc.integer({ min: -20, max: 420 }), { maxLength: 60 })
  .map((values) => Float64Array.from(values.sort((a, b) => a - b)));

test('as of: the last that is not later, as a search through all of them says', () => {
  fc.assert(
    fc.property(rising, queries, (times, wanted) => {
      const found = asOf(times, wanted);
      wanted.forEach((at, i) => {
        expect(found[i]).toBe(times.filter((time) => time <= at).length - 1);
      });
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('nearest: within reach, as a search through all of them says', () => {
  fc.assert(
    fc.property(rising, queries, fc.integer({ min: 0, max: 30 }), (times, wanted, reach) => {
      const found = nearest(times, wanted, reach);
      wanted.forEach((at, i) => {
        const distances = [...times].map((time) => Math.abs(time - at));
        const least = Math.min(...distances);
        const index = found[i] ?? -1;
        if (least > reach) expect(index).toBe(-1);
        else expect(distances[index]).toBe(least);
      });
    }),
    { numRuns: propertyRuns(200) },
  );
});

/** `TIME:VALUE` for each sample, `-` where the value is missing. */
function samples(text: string) {
  const pairs = text.split(' ').map((pair) => pair.split(':').map(Number));
  return samplesOf(
    Float64Array.from(pairs, ([time]) => time ?? Number.NaN),
    Float64Array.from(pairs, ([, value]) => value ?? Number.NaN),
  );
}

const at = (...times: readonly number[]): Float64Array => Float64Array.from(times);

test('what is continuous is interpolated across three usual intervals and no further', () => {
  const table = samples('0:0 1:10 2:20 5:50 6:60 10:100 11:110');
  expect([...resample(table, 'continuous', at(-1, 0, 0.5, 2, 3.5, 5.25, 8, 10, 11, 12))]).toEqual([
    ...[Number.NaN, 0, 5, 20, 35, 52.5, Number.NaN, 100, 110, Number.NaN],
  ]);
});

test('a setpoint, a state or a count holds its last value', () => {
  const table = samples('0:200 1:200 50:0');
  for (const kind of ['setpoint', 'state', 'counter'] as const)
    expect([...resample(table, kind, at(-1, 0.5, 30, 50, 90))]).toEqual([
      ...[Number.NaN, 200, 200, 0, 0],
    ]);
});

test('cells without a value and rows that go back in time are passed over', () => {
  const table = samples('0:0 1:- 2:20 1.5:99 3:30 4:40');
  expect([...table.times]).toEqual([0, 1.5, 3, 4]);
  expect([...resample(table, 'continuous', at(1, 1.5))]).toEqual([66, 99]);
});

test('nothing was recorded', () => {
  const table = samplesOf(new Float64Array(0), new Float64Array(0));
  expect([...resample(table, 'continuous', at(0, 1))]).toEqual([Number.NaN, Number.NaN]);
});

test('what is asked for at the times of the samples comes back as it was', () => {
  fc.assert(
    fc.property(rising, fc.constantFrom('continuous', 'state'), (times, kind) => {
      const values = times.map((time) => Math.sin(time));
      expect([...resample(samplesOf(times, values), kind, times)]).toEqual([...values]);
    }),
    { numRuns: propertyRuns(100) },
  );
});
