import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawParameters } from '../../pipeline/src/simulate/drawParameters.ts';
import { PARAMETERS, type Parameter } from '../../pipeline/src/simulate/parameters.ts';

const parameters: readonly Parameter[] = PARAMETERS;
const seeds = fc.nat();
const levels = fc.double({ min: 0, max: 1, noNaN: true });

describe('the table', () => {
  it.each(parameters.map((parameter) => [parameter.name, parameter] as const))(
    '%s is described and sourced',
    (_, { nominal, min, max, meaning, source }) => {
      expect(min).toBeLessThanOrEqual(max);
      expect(nominal).toBeLessThanOrEqual(max);
      expect(meaning).toMatch(/\.$/);
      for (const one of source.split(', ')) {
        expect(one).toMatch(/^(https?:\/\/\S+|planning documents|assumed)$/);
      }
    },
  );

  it('names each once', () => {
    expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
  });

  it('has no noise of sensors at noise 0', () => {
    const sensors = parameters.filter(({ name }) => /Noise|Delay|clock/.test(name));
    expect(sensors.map(({ nominal }) => nominal)).toEqual(sensors.map(() => 0));
    expect(sensors).toHaveLength(9);
  });

  // What the planning documents ask for.
  it.each([
    ['ambientTemperatureC', 18, 30],
    ['humidityPercent', 30, 70],
    ['airFlowMPerS', 0, 2],
    ['beltTension', 0.9, 1.1],
    ['nozzleWear', 0.98, 1],
    ['bedMeshMm', 0, 0.1],
    ['temperatureNoiseC', 0, 0.5],
    ['temperatureDelayS', 0.1, 0.2],
    ['positionNoiseMm', 0, 0.01],
  ] as const)('%s goes from %d to %d', (name, min, max) => {
    expect(parameters.find((parameter) => parameter.name === name)).toMatchObject({ min, max });
  });
});

it('noise 0 has the nominal numbers, to the bit', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const drawn = drawParameters(seed, 0);
      for (const { name, nominal } of PARAMETERS) expect(drawn[name]).toBe(nominal);
    }),
  );
});

it('each lies in its range, shrunk towards the nominal number', () => {
  fc.assert(
    fc.property(seeds, levels, (seed, noise) => {
      const drawn = drawParameters(seed, noise);
      for (const { name, nominal, min, max } of PARAMETERS) {
        const slack = 1e-12 * Math.max(Math.abs(min), Math.abs(max));
        expect(drawn[name]).toBeGreaterThanOrEqual(nominal + noise * (min - nominal) - slack);
        expect(drawn[name]).toBeLessThanOrEqual(nominal + noise * (max - nominal) + slack);
      }
    }),
  );
});

it('full noise covers the whole range evenly', () => {
  const count = 2000;
  const drawn = Array.from({ length: count }, (_, seed) => drawParameters(seed, 1));
  for (const { name, min, max } of parameters) {
    if (min === max) continue;
    const shares = drawn.map((one) => (one[name as keyof typeof one] - min) / (max - min)).sort();
    const farthest = Math.max(...shares.map((share, at) => Math.abs(share - (at + 0.5) / count)));
    // Kolmogorov-Smirnov, at 1 in 10,000, because it is asked of many parameters.
    expect(farthest * Math.sqrt(count), name).toBeLessThan(2.25);
  }
});

it('parameters do not follow each other', () => {
  const count = 4000;
  const drawn = Array.from({ length: count }, (_, seed) => drawParameters(seed, 1));
  const share = (at: number, name: 'resonanceXHz' | 'resonanceYHz') =>
    ((drawn[at]?.[name] ?? Number.NaN) - 45) / Math.sqrt(900 / 12);
  let sum = 0;
  for (let at = 0; at < count; at += 1)
    sum += share(at, 'resonanceXHz') * share(at, 'resonanceYHz');
  expect(Math.abs(sum / Math.sqrt(count))).toBeLessThan(4);
});

it('fixing one leaves the others as they are', () => {
  fc.assert(
    fc.property(seeds, levels, fc.constantFrom(...PARAMETERS), (seed, noise, { name }) => {
      const free = drawParameters(seed, noise);
      expect(drawParameters(seed, noise, { [name]: 1.25 })).toEqual({ ...free, [name]: 1.25 });
    }),
  );
});
