import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream, randomStream } from '../../pipeline/src/simulate/random.ts';

it('is xoshiro128** 1.1', () => {
  // The first numbers of the authors' program from the state 1, 2, 3, 4.
  const stream = new RandomStream(Int32Array.of(1, 2, 3, 4));
  expect(draw(10, () => stream.nextUint32())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
    4258142804,
  ]);
});

// A machine that gives other numbers here would write other files.
it.each([
  [[0], '757780873 0.4644749532745345 3 0.6626376344681311'],
  [[1], '1017044835 0.17659519350354724 4 1.4646956290528523'],
  [[-1], '616908978 0.5094295310226015 4 -0.3730680657598421'],
  [[20_000_000, 'noise', 'hotend_c'], '696048243 0.40450420350908656 4 0.5148591052932217'],
  [[20_000_000, 'noise', 'bed_c'], '62091968 0.7313688341913099 4 -1.7099478919446753'],
  [[9_007_199_254_740_991, 7, 'ä'], '2877015203 0.5885237043469105 2 0.8367375944444075'],
] as const)('known numbers of stream %j', (keys, numbers) => {
  const [seed, ...rest] = keys;
  const stream = randomStream(seed, ...rest);
  expect(
    [stream.nextUint32(), stream.uniform(), stream.integer(6), stream.normal()].join(' '),
  ).toBe(numbers);
});

it('known normal numbers', () => {
  const stream = randomStream(5, 'normal');
  expect(draw(5, () => stream.normal())).toMatchInlineSnapshot(`
    [
      0.17543181424502005,
      0.9042190839612514,
      -0.8590583797971606,
      0.7338043443609851,
      -0.35513963304661705,
    ]
  `);
});

describe('the distribution', () => {
  const count = 200_000;

  it.each([
    ['uniform', uniformShare, 1 / 2, 1 / 12],
    ['between −1 and 3', (x: number) => (x + 1) / 4, 1, 16 / 12],
    ['normal', normalShare, 0, 1],
  ] as const)('%s', (name, share, mean, variance) => {
    const stream = randomStream(2026, name);
    const values = draw(count, () => {
      if (name === 'uniform') return stream.uniform();
      return name === 'normal' ? stream.normal() : stream.between(-1, 3);
    });
    const sum = values.reduce((total, value) => total + value, 0);
    const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
    // Four standard errors; the fourth moment of all three is at most 3 variances squared.
    expect(Math.abs(sum / count - mean)).toBeLessThan(4 * Math.sqrt(variance / count));
    expect(Math.abs(squares / count - variance)).toBeLessThan(4 * variance * Math.sqrt(2 / count));
    // Kolmogorov-Smirnov, at 1 in 1000.
    expect(Math.sqrt(count) * largestDistance(values, share)).toBeLessThan(1.95);
  });

  it('the tail of the normal distribution beyond the last strip', () => {
    const stream = randomStream(3, 'tail');
    const most = 3.6541528853610088;
    const drawn = 4_000_000;
    let beyond = 0;
    let right = 0;
    let sum = 0;
    for (let index = 0; index < drawn; index += 1) {
      const value = stream.normal();
      if (Math.abs(value) <= most) continue;
      beyond += 1;
      right += value > 0 ? 1 : 0;
      sum += Math.abs(value);
    }
    const expected = drawn * 2 * (1 - normalShare(most));
    expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(Math.abs(right - beyond / 2)).toBeLessThan(2 * Math.sqrt(beyond));
    // Mean of the tail: density over share.
    const mean = Math.exp((-most * most) / 2) / Math.sqrt(2 * Math.PI) / (1 - normalShare(most));
    expect(Math.abs(sum / beyond - mean)).toBeLessThan(0.05);
  });

  it.each([1, 2, 6, 7, 1000])('whole numbers below %d', (below) => {
    const stream = randomStream(11, below);
    const counts = new Array<number>(below).fill(0);
    for (let index = 0; index < count; index += 1) {
      const value = stream.integer(below);
      counts[value] = (counts[value] ?? Number.NaN) + 1;
    }
    const expected = count / below;
    const chiSquare = counts.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    expect(Math.abs(chiSquare - (below - 1))).toBeLessThanOrEqual(4 * Math.sqrt(2 * (below - 1)));
  });

  it('of a number close to 2^32, whose last round is drawn again', () => {
    const stream = randomStream(12);
    const below = 3_000_000_000;
    const share = draw(10_000, () => stream.integer(below)).filter((value) => value < below / 2);
    expect(Math.abs(share.length / 10_000 - 0.5)).toBeLessThan(0.02);
  });

  it('picks each of a list', () => {
    const stream = randomStream(13);
    expect(new Set(draw(100, () => stream.pick(['a', 'b', 'c'])))).toEqual(
      new Set(['a', 'b', 'c']),
    );
    expect(() => stream.pick([])).toThrow('Nothing can be picked from an empty list.');
  });
});

describe('streams', () => {
  const key = fc.oneof(fc.maxSafeInteger(), fc.string());

  it('the same keys give the same numbers, whatever else was drawn', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.array(key), fc.nat(50), (seed, keys, others) => {
        const first = randomStream(seed, ...keys);
        const other = randomStream(seed, ...keys, 'other');
        draw(others, () => other.nextUint32());
        const second = randomStream(seed, ...keys);
        expect(draw(5, () => first.nextUint32())).toEqual(draw(5, () => second.nextUint32()));
      }),
    );
  });

  it('other keys give other numbers', () => {
    const list = fc.tuple(fc.maxSafeInteger(), fc.array(key));
    fc.assert(
      fc.property(list, list, ([seed, keys], [otherSeed, otherKeys]) => {
        fc.pre(JSON.stringify([seed, keys]) !== JSON.stringify([otherSeed, otherKeys]));
        const first = randomStream(seed, ...keys);
        const second = randomStream(otherSeed, ...otherKeys);
        expect(draw(4, () => first.nextUint32())).not.toEqual(draw(4, () => second.nextUint32()));
      }),
    );
  });

  it('keys cannot be confused with each other', () => {
    const lists = [
      [],
      [''],
      ['', ''],
      [0],
      [0, 0],
      ['0'],
      [-1],
      [1],
      ['a', 'b'],
      ['ab'],
      ['a', '', 'b'],
      [3],
      [3, 0],
    ];
    const firsts = lists.map((keys) => randomStream(0, ...keys).nextUint32());
    expect(new Set(firsts).size).toBe(lists.length);
  });

  it('neighbours are independent', () => {
    const count = 2000;
    const correlations: number[] = [];
    for (let seed = 0; seed < 100; seed += 1) {
      const first = randomStream(seed, 'noise', 'x');
      for (const other of [
        randomStream(seed + 1, 'noise', 'x'),
        randomStream(seed, 'noise', 'y'),
      ]) {
        let sum = 0;
        for (let index = 0; index < count; index += 1) sum += first.normal() * other.normal();
        correlations.push(sum / Math.sqrt(count));
      }
    }
    // Each is standard normal when the streams are independent.
    expect(Math.max(...correlations.map(Math.abs))).toBeLessThan(4.5);
    const squares = correlations.reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(squares - correlations.length)).toBeLessThan(
      4 * Math.sqrt(2 * correlations.length),
    );
  });

  it('one flipped bit of the seed flips half of the first number', () => {
    let flipped = 0;
    let bits = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const before = randomStream(seed).nextUint32();
      for (let bit = 0; bit < 52; bit += 1) {
        const mask = 2 ** bit;
        const isSet = Math.floor(seed / mask) % 2 === 1;
        const after = randomStream(isSet ? seed - mask : seed + mask).nextUint32();
        flipped += onesOf(before ^ after);
        bits += 32;
      }
    }
    expect(Math.abs(flipped / bits - 0.5)).toBeLessThan(0.005);
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])('refuses %d as a key', (value) => {
    expect(() => randomStream(1, value)).toThrow(
      `A seed or key must be a whole number below 2^53 in size, not ${value}.`,
    );
  });
});

function draw<Item>(count: number, one: () => Item): Item[] {
  return Array.from({ length: count }, one);
}

function onesOf(word: number): number {
  let ones = 0;
  for (let rest = word >>> 0; rest !== 0; rest >>>= 1) ones += rest & 1;
  return ones;
}

function uniformShare(x: number): number {
  return x;
}

/** Share of the standard normal distribution below x: 1/2 + φ(x)·Σ x^(2n+1) / (1·3·…·(2n+1)) (Marsaglia 2004). */
function normalShare(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

function largestDistance(values: readonly number[], share: (x: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.reduce((largest, value, index) => {
    const below = share(value);
    return Math.max(largest, below - index / sorted.length, (index + 1) / sorted.length - below);
  }, 0);
}
