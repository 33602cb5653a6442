import { describe, expect, it, test } from 'vitest';
import { MATERIALS, materialNamed, readMaterial } from '../../pipeline/src/simulate/materials.ts';

const PLA = MATERIALS[0]!;

describe.each(MATERIALS.map((material) => [material.name, material] as const))(
  '%s',
  (_, material) => {
    it('has a source for each number and for nothing else', () => {
      const known = Object.entries(material).filter(
        ([field, value]) => field !== 'name' && field !== 'sources' && value !== null,
      );
      expect(Object.keys(material.sources).sort()).toEqual(known.map(([field]) => field).sort());
      for (const address of Object.values(material.sources))
        expect(address).toMatch(/^https?:\/\/\S+$/);
    });

    it('is plausible', () => {
      expect(material.densityGPerCm3).toBeGreaterThan(0.8);
      expect(material.densityGPerCm3).toBeLessThan(9);
      const [coldest, hottest] = material.printC;
      expect(coldest).toBeGreaterThanOrEqual(170);
      expect(hottest).toBeLessThanOrEqual(450);
      expect(material.bedC[1]).toBeLessThan(coldest);
      // It flows above the glass transition and the melting point.
      expect(coldest).toBeGreaterThan(material.glassTransitionC ?? 0);
      expect(coldest).toBeGreaterThan(material.meltingC ?? 0);
      expect(material.specificHeatJPerGK ?? 1.5).toBeLessThan(3);
      expect(material.thermalConductivityWPerMK ?? 0.2).toBeLessThan(1);
      expect(material.expansionPerK ?? 1e-4).toBeLessThan(3e-4);
    });

    it('reads as a file of a user', () => {
      expect(readMaterial(JSON.stringify(material), 'mine.json')).toEqual(material);
    });
  },
);

test('the materials that were asked for', () => {
  expect(MATERIALS.map(({ name }) => name)).toEqual([
    'PLA',
    'PETG',
    'ABS',
    'ASA',
    'TPU',
    'PA',
    'PC',
    'PLA-CF',
    'PETG-GF',
    'PLA-Wood',
    'PLA-Metal',
    'PLA-Conductive',
    'PVA',
    'TPE',
    'PEEK',
  ]);
});

test.each([
  ['PLA', 'PLA'],
  ['pla', 'PLA'],
  ['pla cf', 'PLA-CF'],
  ['PLA_CF', 'PLA-CF'],
  ['Nylon', 'PA'],
  ['PA6/66', 'PA'],
  ['FLEX', 'TPU'],
  ['wood', 'PLA-Wood'],
  ['PLA2', undefined],
  ['', undefined],
  ['constructor', undefined],
])('materialNamed(%j) is %j', (name, found) => {
  expect(materialNamed(name)?.name).toBe(found);
});

test.each([
  ['', 'mine.json is not JSON: Unexpected end of JSON input.'],
  [
    '[]',
    'mine.json: a material is an object with the fields name, densityGPerCm3, specificHeatJPerGK, glassTransitionC, meltingC, printC, bedC, thermalConductivityWPerMK, expansionPerK, sources.',
  ],
  [changed({ name: ' ' }), 'mine.json: name must be the name of the material, such as "PLA".'],
  [changed({ densityGPerCm3: null }), 'mine.json: densityGPerCm3 must be a number above 0.'],
  [
    changed({ specificHeatJPerGK: 0 }),
    'mine.json: specificHeatJPerGK must be a number above 0, or null when it is not known.',
  ],
  [
    changed({ meltingC: undefined }),
    'mine.json: meltingC must be a temperature in °C, or null when it is not known.',
  ],
  [
    changed({ printC: [240, 190] }),
    'mine.json: printC must be two temperatures in °C, the lower one first, such as [190, 240].',
  ],
  [
    changed({ bedC: [60] }),
    'mine.json: bedC must be two temperatures in °C, the lower one first, such as [45, 55].',
  ],
  [
    changed({ sources: { a: 1 } }),
    'mine.json: sources must hold an address for each field that is known, such as {"meltingC": "https://…"}.',
  ],
  [
    changed({ colour: 'red' }),
    'mine.json: "colour" is no field of a material; these are name, densityGPerCm3, specificHeatJPerGK, glassTransitionC, meltingC, printC, bedC, thermalConductivityWPerMK, expansionPerK, sources.',
  ],
])('a broken file: %s', (text, sentence) => {
  expect(() => readMaterial(text, 'mine.json')).toThrow(sentence);
});

function changed(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...PLA, ...fields });
}
