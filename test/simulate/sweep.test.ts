import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Failure } from '../../pipeline/src/exit.ts';
import { PARAMETERS } from '../../pipeline/src/simulate/parameters.ts';
import { permuted } from '../../pipeline/src/simulate/permuted.ts';
import { randomStream } from '../../pipeline/src/simulate/random.ts';
import { readSweep } from '../../pipeline/src/simulate/readSweep.ts';
import { SOBOL_DIMENSIONS, sobolCoordinate } from '../../pipeline/src/simulate/sobol.ts';
import { type Sweep, sweepPoint } from '../../pipeline/src/simulate/sweep.ts';

describe('Sobol', () => {
  // scipy 1.17.1: qmc.Sobol(21, scramble=False, bits=32), which reads the file of Joe and Kuo.
  it('the first points, in eighths', () => {
    expect(points(8).map((point) => point.map((x) => x * 8).join(' '))).toEqual([
      '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0',
      '4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4',
      '6 2 2 2 6 6 2 6 6 6 6 6 2 2 6 2 6 2 6 2 2',
      '2 6 6 6 2 2 6 2 2 2 2 2 6 6 2 6 2 6 2 6 6',
      '3 3 5 7 3 1 3 7 7 5 7 3 3 5 3 7 3 7 7 1 1',
      '7 7 1 3 7 5 7 3 3 1 3 7 7 1 7 3 7 3 3 5 5',
      '5 1 7 5 5 7 1 1 1 3 1 5 1 7 5 5 5 5 1 3 3',
      '1 5 3 1 1 3 5 5 5 7 5 1 5 3 1 1 1 1 5 7 7',
    ]);
  });

  it.each([
    [
      12345,
      [
        2752774144, 3493593088, 688652288, 2262564864, 3816030208, 252968960, 546570240, 486801408,
        3443785728, 1845231616, 319029248, 2571894784, 3998482432, 4045144064, 148111360,
        2752249856, 268697600, 218890240, 1371799552, 1475084288, 855900160,
      ],
    ],
    [
      10_000_000,
      [
        62597888, 621640960, 3037774592, 3404487424, 56943872, 1571095808, 603378944, 2104928000,
        1913923328, 2610097408, 712520448, 2082937088, 4172420864, 4067403520, 2385935104,
        3807309056, 1010270464, 3345753344, 133750016, 2771982592, 3708967168,
      ],
    ],
  ])('point %d, in 2^-32', (index, expected) => {
    expect(point(index).map((x) => x * 2 ** 32)).toEqual(expected);
  });

  it('each dimension puts one of any aligned 2^k points in each 2^-k part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.nat(50_000),
        fc.nat(SOBOL_DIMENSIONS - 1),
        (bits, block, dimension) => {
          const count = 2 ** bits;
          const parts = Array.from({ length: count }, (_, at) =>
            Math.floor(sobolCoordinate(block * count + at, dimension) * count),
          );
          expect(new Set(parts).size).toBe(count);
        },
      ),
    );
  });

  function points(count: number): number[][] {
    return Array.from({ length: count }, (_, index) => point(index));
  }

  function point(index: number): number[] {
    return Array.from({ length: SOBOL_DIMENSIONS }, (_, at) => sobolCoordinate(index, at));
  }
});

describe('permuted', () => {
  it('is a shuffle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), (count, seed) => {
        expect(shuffled(count, seed).toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
      }),
    );
  });

  it('puts every number everywhere', () => {
    const count = 10;
    const shuffles = 5000;
    const seen = Array.from({ length: count }, () => new Array<number>(count).fill(0));
    for (let seed = 0; seed < shuffles; seed += 1) {
      shuffled(count, seed).forEach((place, index) => {
        seen[index]![place]! += 1;
      });
    }
    const expected = shuffles / count;
    for (const row of seen) {
      const chiSquare = row.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      // Nine degrees of freedom, at 1 in 10,000.
      expect(chiSquare).toBeLessThan(33.7);
    }
  });

  it('reaches the whole of a large range', () => {
    const count = 2 ** 32 - 5;
    const stream = () => randomStream(4, 'large');
    const places = [0, 1, 2, count - 1].map((index) => permuted(index, count, stream()));
    expect(new Set(places).size).toBe(4);
    for (const place of places) expect(place).toBeLessThan(count);
  });

  function shuffled(count: number, seed: number): number[] {
    return Array.from({ length: count }, (_, index) =>
      permuted(index, count, randomStream(seed, 'shuffle')),
    );
  }
});

describe('Latin hypercube', () => {
  it('has one point in each part of each range, again in the next hypercube', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.nat(), fc.nat(20), (count, seed, cube) => {
        const sweep = readSweep(`latin/${count}:ambientTemperatureC=18..30,backlashMm=0..0.05`);
        const made = Array.from({ length: count }, (_, at) =>
          sweepPoint(sweep, cube * count + at, seed),
        );
        for (const [name, from, to] of [
          ['ambientTemperatureC', 18, 30],
          ['backlashMm', 0, 0.05],
        ] as const) {
          const parts = made.map((point) =>
            // The parts of points far inside are certain in spite of rounding.
            Math.floor((((point[name] ?? Number.NaN) - from) / (to - from)) * count + 1e-9),
          );
          expect(parts.toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
        }
      }),
    );
  });

  it('does not pair the parts of two ranges in their order', () => {
    const sweep = readSweep('latin/1000:resonanceXHz=0.5..1,resonanceYHz=0.5..1');
    let sum = 0;
    for (let at = 0; at < 1000; at += 1) {
      const { resonanceXHz = Number.NaN, resonanceYHz = Number.NaN } = sweepPoint(sweep, at, 9);
      sum += (resonanceXHz - 0.75) * (resonanceYHz - 0.75) * 48;
    }
    expect(Math.abs(sum / Math.sqrt(1000))).toBeLessThan(4);
  });
});

test('a grid takes every combination, the last range fastest', () => {
  const sweep = readSweep('grid:resonanceXHz=30..60/3, beltTension=0.9..1.1/2, nozzleWear=0.99');
  expect(
    Array.from({ length: 7 }, (_, index) =>
      Object.values(ordered(sweepPoint(sweep, index))).join(' '),
    ),
  ).toEqual([
    '0.9 0.99 30',
    '1.1 0.99 30',
    '0.9 0.99 45',
    '1.1 0.99 45',
    '0.9 0.99 60',
    '1.1 0.99 60',
    '0.9 0.99 30',
  ]);
});

test('points lie in their ranges, and each is made alone', () => {
  const range = fc
    .tuple(
      fc.constantFrom(...PARAMETERS.map(({ name }) => name)),
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.integer({ min: 1, max: 6 }),
    )
    .map(([name, from, width, values]) => ({ name, from, to: from + width, values }));
  const ranges = fc.uniqueArray(range, {
    minLength: 1,
    maxLength: 6,
    selector: ({ name }) => name,
  });
  const sweeps: fc.Arbitrary<Sweep> = fc
    .tuple(ranges, fc.constantFrom('grid', 'latin', 'sobol'), fc.integer({ min: 1, max: 5000 }))
    .map(([list, method, count]) =>
      method === 'latin'
        ? { method, points: count, ranges: list }
        : ({ method, ranges: list } as Sweep),
    );
  fc.assert(
    fc.property(sweeps, fc.nat(20_000_000), fc.nat(20_000_000), (sweep, index, other) => {
      const point = sweepPoint(sweep, index, 3);
      sweepPoint(sweep, other, 3);
      expect(sweepPoint(sweep, index, 3)).toEqual(point);
      expect(Object.keys(point).sort()).toEqual(sweep.ranges.map(({ name }) => name).sort());
      for (const { name, from, to } of sweep.ranges) {
        expect(point[name]).toBeGreaterThanOrEqual(from * (1 - 1e-15));
        expect(point[name]).toBeLessThanOrEqual(to * (1 + 1e-15));
      }
    }),
  );
});

describe('readSweep', () => {
  test.each([
    [
      'sobol:hotendLossWPerK=0.13..0.19,resonanceXHz=30..60',
      {
        method: 'sobol',
        ranges: [
          { name: 'hotendLossWPerK', from: 0.13, to: 0.19 },
          { name: 'resonanceXHz', from: 30, to: 60 },
        ],
      },
    ],
    [
      'latin/200: clockDriftPpm = -1e2..+100',
      { method: 'latin', points: 200, ranges: [{ name: 'clockDriftPpm', from: -100, to: 100 }] },
    ],
    [
      'grid:nozzleWear=0.98..1/3,bedMeshMm=.05',
      {
        method: 'grid',
        ranges: [
          { name: 'nozzleWear', from: 0.98, to: 1, values: 3 },
          { name: 'bedMeshMm', from: 0.05, to: 0.05, values: 1 },
        ],
      },
    ],
  ])('%s', (text, sweep) => {
    expect(readSweep(text)).toEqual(sweep);
  });

  const begins =
    'A sweep begins with "grid:", "latin/POINTS:" or "sobol:", such as "sobol:hotendLossWPerK=0.13..0.19,resonanceXHz=30..60", not as';
  const points =
    'A latin sweep needs its number of points, a whole number from 1 on, such as "latin/200:hotendLossWPerK=0.13..0.19".';

  test.each([
    ['', `${begins} "".`],
    ['sobol:', `${begins} "sobol:".`],
    ['random:resonanceXHz=30..60', `${begins} "random:resonanceXHz=30..60".`],
    [
      'sobol:hotendLosWPerK=0.1..0.2',
      'A sweep cannot set "hotendLosWPerK": did you mean hotendLossWPerK?',
    ],
    [
      'sobol:resonanceXHz',
      '"resonanceXHz" is no range of a sweep; write resonanceXHz=FROM..TO, such as resonanceXHz=30..60.',
    ],
    [
      'sobol:resonanceXHz=30..',
      '"resonanceXHz=30.." is no range of a sweep; write resonanceXHz=FROM..TO, such as resonanceXHz=30..60.',
    ],
    [
      'sobol:resonanceXHz=1e999',
      '"resonanceXHz=1e999" is no range of a sweep; write resonanceXHz=FROM..TO, such as resonanceXHz=30..60.',
    ],
    [
      'sobol:resonanceXHz=60..30',
      'resonanceXHz goes from 60 down to 30; write the lower end first.',
    ],
    ['sobol:resonanceXHz=0..30', 'resonanceXHz cannot be 0: it must be above 0, such as 30..60.'],
    [
      'sobol:positionNoiseMm=-1..1',
      'positionNoiseMm cannot be -1: it must be at least 0, such as 0..0.01.',
    ],
    [
      'sobol:resonanceXHz=30..60,resonanceXHz=40',
      'The sweep sets resonanceXHz twice; name it once.',
    ],
    [
      'sobol:resonanceXHz=30..60/3',
      '"resonanceXHz=30..60/3" has a number of values, which only a grid has; write it without "/3" in a sobol sweep.',
    ],
    [
      'sobol/9:resonanceXHz=30..60',
      'A Sobol sweep has no number of points; write "sobol:hotendLossWPerK=0.13..0.19,resonanceXHz=30..60".',
    ],
    ['latin:resonanceXHz=30..60', points],
    ['latin/0:resonanceXHz=30..60', points],
    [
      'grid:resonanceXHz=30..60',
      '"resonanceXHz=30..60" needs how many values the grid takes of it, a whole number from 1 on, such as "grid:resonanceXHz=30..60/4".',
    ],
    [
      'grid/3:resonanceXHz=30..60/3',
      'A grid has its number of values at each range, such as "grid:resonanceXHz=30..60/4".',
    ],
  ])('%s: %s', (text, sentence) => {
    expect(() => readSweep(text)).toThrow(new Failure(sentence));
  });

  test('a name that is like no other is answered with all of them', () => {
    expect(() => readSweep('sobol:speed=1..2')).toThrow(
      `A sweep cannot set "speed": there are ${PARAMETERS.map(({ name }) => name).join(', ')}.`,
    );
  });

  test('more ranges than the sequence has dimensions', () => {
    const ranges = PARAMETERS.map(({ name }) => `${name}=1`);
    expect(() => readSweep(`sobol:${ranges.join(',')}`)).toThrow(
      `A Sobol sweep has 21 ranges at most, not ${PARAMETERS.length}; use latin/POINTS for more.`,
    );
  });

  test('any text gives a sweep or a sentence', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^(grid|latin|sobol)(\/\d+)?:[a-zA-Z=.,/0-9-]*$/),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          readSweep(written);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).message).toMatch(/[.?]$/);
        }
      }),
    );
  });
});

function ordered<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
