import { describe, expect, test } from 'vitest';
import { assumedProfile } from '#core/machine/assumedProfile';
import { PRESETS, profileOfPreset } from '#core/machine/presets';
import type { KlipperLimits, MachineProfile, Range } from '#core/machine/profile';

function profileOf(id: string): MachineProfile {
  const profile = profileOfPreset(id);
  if (!profile) throw new Error(`no preset ${id}`);
  return profile;
}

function klipperLimitsOf(id: string): KlipperLimits {
  const { limits } = profileOf(id);
  if (limits.kind !== 'klipper') throw new Error(`${id} is no printer with Klipper`);
  return limits;
}

/** Every number of a value, however deep. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

test('there is a printer of each common maker, and each has one id and one name', () => {
  expect(PRESETS.length).toBeGreaterThan(25);
  const ids = PRESETS.map((preset) => preset.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(PRESETS.map((preset) => preset.name)).size).toBe(ids.length);
  for (const maker of [
    'prusa',
    'bambu',
    'creality',
    'voron',
    'sovol',
    'elegoo',
    'qidi',
    'anycubic',
    'ratrig',
    'flsun',
    'artillery',
  ])
    expect(ids.some((id) => id.startsWith(`${maker}-`))).toBe(true);
});

test('the firmwares come first, then the printers by name', () => {
  expect(PRESETS.slice(0, 3).map((preset) => preset.name)).toEqual([
    'Generic Klipper',
    'Generic Marlin',
    'Generic RepRapFirmware',
  ]);
  const names = PRESETS.slice(3).map((preset) => preset.name);
  const sorted = [...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  expect(names).toEqual(sorted);
});

test.each(PRESETS)('$id says where its figures are, at one version for ever', ({ id, address }) => {
  expect(id).toMatch(/^[a-z0-9]+([-.][a-z0-9]+)*$/);
  expect(address).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/blob\/[0-9a-f]{40}\/[!-~]+$/);
});

describe.each(PRESETS)('the profile of $id', ({ id, name, firmware, address }) => {
  const profile = profileOf(id);

  test('is the printer of the list', () => {
    expect(profile).toMatchObject({ name, firmware, limits: { kind: firmware }, macros: [] });
    if (!id.startsWith('generic-')) expect(profile.source).toEqual({ kind: 'preset', id, address });
    expect(profile.sections).toBeUndefined();
  });

  test('can be planned with', () => {
    const { limits } = profile;
    for (const number of numbersIn(limits)) expect(Number.isFinite(number)).toBe(true);
    if (limits.kind === 'klipper') {
      const { minimumCruiseRatio, ...others } = limits;
      expect(minimumCruiseRatio).toBeGreaterThanOrEqual(0);
      expect(minimumCruiseRatio).toBeLessThan(1);
      for (const number of numbersIn(others)) expect(number).toBeGreaterThan(0);
      expect(limits.maxZVelocityMmPerS).toBeLessThanOrEqual(limits.maxVelocityMmPerS);
      expect(limits.maxZAccelerationMmPerS2).toBeLessThanOrEqual(limits.maxAccelerationMmPerS2);
    } else {
      for (const number of numbersIn(limits)) expect(number).toBeGreaterThan(0);
    }
  });

  test('has ranges from less to more', () => {
    const ranges: readonly Range[] = [
      ...Object.values(profile.reach),
      ...Object.values(profile.printArea ?? {}),
    ];
    for (const { min, max } of ranges) expect(min).toBeLessThan(max);
    for (const heater of [
      ...profile.extruders,
      ...profile.heaters,
      ...[profile.bed, profile.chamber].filter((some) => some !== undefined),
    ])
      expect(heater.minTemperatureC ?? -Infinity).toBeLessThan(heater.maxTemperatureC ?? Infinity);
    if (profile.reachRadiusMm !== undefined)
      expect(profile.reach.x).toEqual({ min: -profile.reachRadiusMm, max: profile.reachRadiusMm });
  });
});

test.each(['klipper', 'marlin', 'reprap'] as const)(
  'a generic %s is what its firmware assumes',
  (firmware) => {
    const { name, ...rest } = profileOf(`generic-${firmware}`);
    const { name: assumedName, ...assumed } = assumedProfile(firmware);
    expect(rest).toEqual(assumed);
    expect(name).toBe(`Generic ${assumedName}`);
  },
);

test('a printer.cfg gives its limits, its reach, its heaters, and the defaults of Klipper', () => {
  const ratio = (4 * 0.4 ** 2) / (Math.PI * 0.875 ** 2);
  expect(profileOf('sovol-sv08')).toEqual({
    name: 'Sovol SV08',
    firmware: 'klipper',
    source: {
      kind: 'preset',
      id: 'sovol-sv08',
      address:
        'https://github.com/Sovol3d/SV08/blob/f87f75a187ca89676c2b240d904236e5f3d0187d/home/sovol/printer_data/config/printer.cfg',
    },
    kinematics: 'corexy',
    limits: {
      kind: 'klipper',
      maxVelocityMmPerS: 700,
      maxAccelerationMmPerS2: 40_000,
      minimumCruiseRatio: 0.75,
      squareCornerVelocityMmPerS: 5,
      maxZVelocityMmPerS: 20,
      maxZAccelerationMmPerS2: 500,
      extruders: [
        {
          instantaneousCornerVelocityMmPerS: 1,
          maxExtrudeOnlyVelocityMmPerS: 700 * ratio,
          maxExtrudeOnlyAccelerationMmPerS2: 40_000 * ratio,
        },
      ],
      arcResolutionMm: 1,
    },
    reach: { x: { min: 0, max: 355 }, y: { min: 0, max: 364 }, z: { min: -5, max: 347 } },
    extruders: [
      {
        name: 'extruder',
        nozzleDiameterMm: 0.4,
        filamentDiameterMm: 1.75,
        minTemperatureC: 5,
        maxTemperatureC: 305,
        minExtrudeTemperatureC: 150,
        maxExtrudeOnlyDistanceMm: 150,
        maxExtrudeCrossSectionMm2: 4 * 0.4 ** 2,
        pressureAdvanceS: 0.025,
      },
    ],
    bed: { minTemperatureC: 5, maxTemperatureC: 105 },
    heaters: [],
    macros: [],
  });
});

test('a stated cross-section leaves the limits of filament alone to their default, as Klipper does', () => {
  const [extruder] = klipperLimitsOf('creality-k1').extruders;
  expect(extruder.maxExtrudeOnlyVelocityMmPerS).toBeCloseTo(212.865, 3);
  expect(profileOf('creality-k1').extruders[0].maxExtrudeCrossSectionMm2).toBe(80);
});

test("a slicer's profile says where a print may stand, and nothing of heaters or cold extrusion", () => {
  const profile = profileOf('prusa-mk4');
  expect(profile.reach).toEqual({});
  expect(profile.printArea).toEqual({
    x: { min: 0, max: 250 },
    y: { min: 0, max: 210 },
    z: { min: 0, max: 220 },
  });
  expect(profile.extruders).toEqual([
    { name: 'extruder', nozzleDiameterMm: 0.4, filamentDiameterMm: 1.75 },
  ]);
  expect(profile.bed).toBeUndefined();
});

test('a chamber is known both as such and by the name of its heater', () => {
  const { chamber, heaters } = profileOf('qidi-x-max-3');
  expect(chamber).toEqual({ minTemperatureC: -60, maxTemperatureC: 70 });
  expect(heaters).toEqual([{ name: 'hot', ...chamber }]);
});

test('a printer with several tools has an extruder for each, of a nozzle that nobody stated', () => {
  const { extruders } = profileOf('e3d-toolchanger');
  expect(extruders.map((extruder) => extruder.name)).toEqual([
    'extruder',
    'extruder1',
    'extruder2',
    'extruder3',
  ]);
  expect(extruders[3]).toEqual({ name: 'extruder3', maxTemperatureC: 300 });
});

test('an id of no preset gives no profile', () => {
  expect(profileOfPreset('no-such-printer')).toBeUndefined();
  expect(profileOfPreset('constructor')).toBeUndefined();
});
