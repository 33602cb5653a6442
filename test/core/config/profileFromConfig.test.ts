import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsOfObject } from '#core/config/configSettings';
import { loadConfiguration } from '#core/config/loadConfiguration';
import { profileFromConfig } from '#core/config/profileFromConfig';
import { profileFromSettings } from '#core/config/profileFromSettings';
import type { KlipperLimits } from '#core/machine/profile';
import { nodeConfigurationFiles } from '../../../pipeline/src/config/configFiles.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { memoryFiles } from './memoryFiles.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

/** The profile of a configuration on disk; file names count from the fixtures. */
function profileOf(path: string) {
  const main = join(fixtures, path);
  const { profile, problems } = profileFromConfig(
    loadConfiguration(main, nodeConfigurationFiles()),
    path,
  );
  const macros = profile.macros.map(({ file, ...macro }) => ({
    ...macro,
    file: file?.slice(fixtures.length + 1),
  }));
  return { profile: { ...profile, macros }, problems };
}

/** The profile of a text, and its problems as `line rule | firmware`. */
function profileOfText(text: string) {
  const files = memoryFiles({ '/printer.cfg': text });
  const { profile, problems } = profileFromConfig(loadConfiguration('/printer.cfg', files), 'x');
  return {
    profile,
    limits: profile.limits as KlipperLimits,
    problems: problems.map(
      ({ problem }) => `${problem.line + 1} ${problem.rule} | ${problem.firmware}`,
    ),
  };
}

describe('whole configurations', () => {
  test('CoreXY in several files', () => {
    const { profile, problems } = profileOf('config/corexy/printer.cfg');
    const { macros, sections, source, ...rest } = profile;
    expect(problems).toEqual([]);
    expect(rest).toMatchInlineSnapshot(`
      {
        "bed": {
          "maxTemperatureC": 120,
          "minTemperatureC": 0,
        },
        "chamber": {
          "maxTemperatureC": 70,
          "minTemperatureC": 0,
        },
        "extruders": [
          {
            "filamentDiameterMm": 1.75,
            "maxExtrudeCrossSectionMm2": 5,
            "maxExtrudeOnlyDistanceMm": 101,
            "maxTemperatureC": 300,
            "minExtrudeTemperatureC": 175,
            "minTemperatureC": 0,
            "name": "extruder",
            "nozzleDiameterMm": 0.6,
            "pressureAdvanceS": 0.032,
          },
        ],
        "firmware": "klipper",
        "firmwareRetraction": {
          "lengthMm": 0.5,
          "speedMmPerS": 35,
          "unretractExtraMm": 0,
          "unretractSpeedMmPerS": 10,
        },
        "heaters": [
          {
            "maxTemperatureC": 70,
            "minTemperatureC": 0,
            "name": "chamber_heater",
          },
        ],
        "kinematics": "corexy",
        "limits": {
          "arcResolutionMm": 0.2,
          "extruders": [
            {
              "instantaneousCornerVelocityMmPerS": 1,
              "maxExtrudeOnlyAccelerationMmPerS2": 5986.824308305745,
              "maxExtrudeOnlyVelocityMmPerS": 179.60472924917235,
            },
          ],
          "kind": "klipper",
          "maxAccelerationMmPerS2": 10000,
          "maxVelocityMmPerS": 300,
          "maxZAccelerationMmPerS2": 350,
          "maxZVelocityMmPerS": 30,
          "minimumCruiseRatio": 0.5,
          "squareCornerVelocityMmPerS": 5,
        },
        "name": "config/corexy/printer.cfg",
        "reach": {
          "x": {
            "max": 300,
            "min": 0,
          },
          "y": {
            "max": 304,
            "min": -5,
          },
          "z": {
            "max": 270,
            "min": -5,
          },
        },
      }
    `);
    expect(sections).toContain('bed_mesh default');
    expect(sections).not.toContain('include macros/client.cfg');
    expect(macros.map(({ body, ...macro }) => macro)).toMatchInlineSnapshot(`
      [
        {
          "description": "Lift, park at the front and keep the nozzle warm",
          "file": "config/corexy/macros/client.cfg",
          "line": 2,
          "name": "PAUSE",
          "parameters": [
            {
              "default": "printer["gcode_macro PAUSE"].park.x",
              "name": "X",
            },
            {
              "default": "5",
              "name": "Y",
            },
            {
              "default": "10",
              "name": "Z",
            },
          ],
          "renames": "BASE_PAUSE",
        },
        {
          "file": "config/corexy/macros/client.cfg",
          "line": 15,
          "name": "RESUME",
          "parameters": [
            {
              "name": "VELOCITY",
            },
          ],
          "renames": "BASE_RESUME",
        },
        {
          "file": "config/corexy/macros/client.cfg",
          "line": 24,
          "name": "CANCEL_PRINT",
          "parameters": [],
          "renames": "BASE_CANCEL_PRINT",
        },
        {
          "file": "config/corexy/macros/print_end.cfg",
          "line": 0,
          "name": "PRINT_END",
          "parameters": [],
        },
        {
          "description": "Heat, home, level, purge",
          "file": "config/corexy/macros/print_start.cfg",
          "line": 0,
          "name": "PRINT_START",
          "parameters": [
            {
              "default": "60",
              "name": "BED",
            },
            {
              "default": "210",
              "name": "HOTEND",
            },
            {
              "default": "0",
              "name": "CHAMBER",
            },
            {
              "default": "PLA",
              "name": "MATERIAL",
            },
            {
              "default": "0_0_0_0",
              "name": "SIZE",
            },
            {
              "name": "PURGE",
            },
          ],
        },
      ]
    `);
  });

  test('delta', () => {
    const { profile, problems } = profileOf('config/delta/printer.cfg');
    expect(problems).toEqual([]);
    expect(profile.reach.z).toEqual({ min: -5, max: 411.9 });
    expect(profile.reach.x).toEqual({ min: -130, max: 130 });
    expect(profile.reachRadiusMm).toBe(130);
    expect(profile.limits).toMatchObject({
      maxZVelocityMmPerS: 300,
      maxZAccelerationMmPerS2: 8000,
    });
  });

  test('two carriages and two extruders', () => {
    const { profile, problems } = profileOf('config/idex/printer.cfg');
    expect(problems).toEqual([]);
    expect(profile.reach.x).toEqual({ min: -55, max: 358 });
    expect(profile.extruders).toMatchInlineSnapshot(`
      [
        {
          "filamentDiameterMm": 1.75,
          "maxExtrudeCrossSectionMm2": 0.6400000000000001,
          "maxExtrudeOnlyDistanceMm": 50,
          "maxTemperatureC": 290,
          "minExtrudeTemperatureC": 170,
          "minTemperatureC": -40,
          "name": "extruder",
          "nozzleDiameterMm": 0.4,
          "pressureAdvanceS": 0,
        },
        {
          "filamentDiameterMm": 2.85,
          "maxExtrudeCrossSectionMm2": 2.5600000000000005,
          "maxExtrudeOnlyDistanceMm": 50,
          "maxTemperatureC": 290,
          "minExtrudeTemperatureC": 0,
          "minTemperatureC": 0,
          "name": "extruder1",
          "nozzleDiameterMm": 0.8,
          "pressureAdvanceS": 0,
        },
      ]
    `);
    expect(profile.limits).toMatchInlineSnapshot(`
      {
        "arcResolutionMm": 1,
        "extruders": [
          {
            "instantaneousCornerVelocityMmPerS": 1,
            "maxExtrudeOnlyAccelerationMmPerS2": 1064.324321476577,
            "maxExtrudeOnlyVelocityMmPerS": 66.52027009228607,
          },
          {
            "instantaneousCornerVelocityMmPerS": 2,
            "maxExtrudeOnlyAccelerationMmPerS2": 900,
            "maxExtrudeOnlyVelocityMmPerS": 60,
          },
        ],
        "kind": "klipper",
        "maxAccelerationMmPerS2": 4000,
        "maxVelocityMmPerS": 250,
        "maxZAccelerationMmPerS2": 150,
        "maxZVelocityMmPerS": 12,
        "minimumCruiseRatio": 0.25,
        "squareCornerVelocityMmPerS": 5,
      }
    `);
  });

  test.each([
    'samples/printer.cfg',
    ...['A', 'B', 'C'].map((letter) => `test/fixtures/klipper-planner/printer_${letter}.cfg`),
  ])('%s has no problems', (path) => {
    expect(profileOf(join('../..', path)).problems).toEqual([]);
  });
});

const STEPPERS = [
  '[stepper_x]\nposition_max: 200',
  '[stepper_y]\nposition_max: 200',
  '[stepper_z]\nposition_max: 200',
].join('\n');
const EXTRUDER =
  '[extruder]\nnozzle_diameter: 0.4\nfilament_diameter: 1.75\nmin_temp: 0\nmax_temp: 250';
const PRINTER = '[printer]\nkinematics: cartesian\nmax_velocity: 200\nmax_accel: 2000';

function profileWith(printer: string, extruder = '', rest = '') {
  return profileOfText(`${PRINTER}\n${printer}\n${STEPPERS}\n${EXTRUDER}\n${extruder}\n${rest}`);
}

describe('what Klipper takes where nothing is said', () => {
  test('limits of the head and of the extruder', () => {
    // 4 × 0.4² mm² over the cross-section of 1.75 mm filament.
    const ratio = (4 * 0.4 ** 2) / (Math.PI * 0.875 ** 2);
    expect(profileWith('').limits).toEqual({
      kind: 'klipper',
      maxVelocityMmPerS: 200,
      maxAccelerationMmPerS2: 2000,
      minimumCruiseRatio: 0.5,
      squareCornerVelocityMmPerS: 5,
      maxZVelocityMmPerS: 200,
      maxZAccelerationMmPerS2: 2000,
      extruders: [
        {
          instantaneousCornerVelocityMmPerS: 1,
          maxExtrudeOnlyVelocityMmPerS: 200 * ratio,
          maxExtrudeOnlyAccelerationMmPerS2: 2000 * ratio,
        },
      ],
      arcResolutionMm: 1,
    });
  });

  test('a cross-section that is set does not change the limits of filament alone', () => {
    const { limits, profile } = profileWith('', 'max_extrude_cross_section: 50');
    expect(limits.extruders).toEqual(profileWith('').limits.extruders);
    expect(profile.extruders[0].maxExtrudeCrossSectionMm2).toBe(50);
  });

  test.each([
    ['', 0.5],
    ['minimum_cruise_ratio: 0', 0],
    ['max_accel_to_decel: 500', 0.75],
    ['max_accel_to_decel: 9000', 0],
    ['max_accel_to_decel: 500\nminimum_cruise_ratio: 0.1', 0.1],
  ])('cruise ratio with "%s": %s', (printer, ratio) => {
    expect(profileWith(printer).limits.minimumCruiseRatio).toBe(ratio);
  });

  test('no firmware retraction and no arcs are configured', () => {
    const { profile } = profileWith('');
    expect(profile.firmwareRetraction).toBeUndefined();
    expect(profile.sections).not.toContain('gcode_arcs');
    expect(profileWith('', '', '[firmware_retraction]').profile.firmwareRetraction).toEqual({
      lengthMm: 0,
      speedMmPerS: 20,
      unretractExtraMm: 0,
      unretractSpeedMmPerS: 10,
    });
  });
});

describe('kinematics', () => {
  test.each([
    ['corexy', '', { x: { min: 0, max: 200 }, y: { min: 0, max: 200 }, z: { min: 0, max: 200 } }],
    [
      'polar',
      '[stepper_arm]\nposition_max: 150',
      { x: { min: -150, max: 150 }, y: { min: -150, max: 150 }, z: { min: 0, max: 200 } },
    ],
    ['winch', '', {}],
    ['none', '', { x: { min: 0, max: 200 }, y: { min: 0, max: 200 }, z: { min: 0, max: 200 } }],
    [
      'generic_cartesian',
      '[carriage x]\nposition_max: 300\n[carriage left]\naxis: y\nposition_min: -9\nposition_max: 250\n[carriage z]\nposition_max: 99\n[dual_carriage u]\nprimary_carriage: x\nposition_max: 320\n[extra_carriage z1]\nprimary_carriage: z',
      { x: { min: 0, max: 320 }, y: { min: -9, max: 250 }, z: { min: 0, max: 99 } },
    ],
  ])('%s', (kinematics, rest, reach) => {
    const { profile, problems } = profileWith(`kinematics: ${kinematics}`, '', rest);
    expect(problems).toEqual([]);
    expect(profile.kinematics).toBe(kinematics);
    expect(profile.reach).toEqual(reach);
  });

  test('the edge of a delta is where its arms come too flat', () => {
    const { profile } = profileOfText(
      `${PRINTER}\nkinematics: delta\ndelta_radius: 100\nprint_radius: 500\n[stepper_a]\nposition_endstop: 300\narm_length: 150\n${EXTRUDER}`,
    );
    expect(profile.reachRadiusMm).toBeCloseTo((12 * 150) / Math.sqrt(145) - 100, 6);
  });
});

describe('problems', () => {
  test.each([
    [
      'a number that is none',
      'max_velocity: fast',
      ["5 bad-value | Unable to parse option 'max_velocity' in section 'printer'"],
    ],
    [
      'hexadecimal is none to Python',
      'max_velocity: 0x10',
      ["5 bad-value | Unable to parse option 'max_velocity' in section 'printer'"],
    ],
    [
      'infinity plans nothing',
      'max_velocity: inf',
      ["5 bad-value | Unable to parse option 'max_velocity' in section 'printer'"],
    ],
    [
      'zero',
      'max_accel: 0',
      ["5 value-out-of-range | Option 'max_accel' in section 'printer' must be above 0.0"],
    ],
    [
      'a ratio of 1',
      'minimum_cruise_ratio: 1',
      [
        "5 value-out-of-range | Option 'minimum_cruise_ratio' in section 'printer' must be below 1.0",
      ],
    ],
    [
      'less than nothing',
      'square_corner_velocity: -1',
      [
        "5 value-out-of-range | Option 'square_corner_velocity' in section 'printer' must have minimum of 0.0",
      ],
    ],
    [
      'Z faster than the head',
      'max_z_velocity: 201',
      [
        "5 value-out-of-range | Option 'max_z_velocity' in section 'printer' must have maximum of 200.0",
      ],
    ],
    [
      'kinematics that do not exist',
      'kinematics: square',
      ["5 bad-value | Error loading kinematics 'square'"],
    ],
  ])('%s', (_name, printer, expected) => {
    expect(profileWith(printer).problems).toEqual(expected);
  });

  test('numbers as Python reads them are none', () => {
    const { limits, problems } = profileWith(
      'max_velocity: 1_00.\nmax_accel: +2e3\nsquare_corner_velocity: .5',
    );
    expect(problems).toEqual([]);
    expect([
      limits.maxVelocityMmPerS,
      limits.maxAccelerationMmPerS2,
      limits.squareCornerVelocityMmPerS,
    ]).toEqual([100, 2000, 0.5]);
  });

  test('what is missing, at its section or at the top', () => {
    const { profile, limits, problems } = profileOfText('[extruder]\n[stepper_x]');
    expect(problems).toMatchInlineSnapshot(`
      [
        "1 missing-option | Option 'kinematics' in section 'printer' must be specified",
        "1 missing-option | Option 'max_velocity' in section 'printer' must be specified",
        "1 missing-option | Option 'max_accel' in section 'printer' must be specified",
        "1 missing-option | Option 'nozzle_diameter' in section 'extruder' must be specified",
        "1 missing-option | Option 'filament_diameter' in section 'extruder' must be specified",
        "1 missing-option | Option 'min_temp' in section 'extruder' must be specified",
        "1 missing-option | Option 'max_temp' in section 'extruder' must be specified",
        "2 missing-option | Option 'position_max' in section 'stepper_x' must be specified",
      ]
    `);
    expect(limits.maxVelocityMmPerS).toBe(300);
    expect(profile.kinematics).toBe('none');
  });

  test('the place is that of the file which has the option', () => {
    const files = memoryFiles({
      '/c/printer.cfg': `[include limits.cfg]\n${STEPPERS}\n${EXTRUDER}`,
      '/c/limits.cfg': `${PRINTER}\nsquare_corner_velocity:  -1`,
    });
    const configuration = loadConfiguration('/c/printer.cfg', files);
    expect(profileFromConfig(configuration, 'x').problems).toMatchInlineSnapshot(`
      [
        {
          "path": "/c/limits.cfg",
          "problem": {
            "end": 27,
            "firmware": "Option 'square_corner_velocity' in section 'printer' must have minimum of 0.0",
            "line": 4,
            "message": ""square_corner_velocity" must be at least 0, not -1; correct it; until then 5 is taken.",
            "rule": "value-out-of-range",
            "severity": "error",
            "start": 25,
          },
        },
      ]
    `);
  });
});

describe('what a printer tells of itself', () => {
  test('settings as JSON give the profile of the file they come from', () => {
    const text = `${PRINTER}\n${STEPPERS}\n${EXTRUDER}\n[gcode_macro GO]\ngcode:\n  G1 X{params.TO|default(5)}`;
    const { profile } = profileOfText(text);
    const asked = {
      printer: {
        kinematics: 'cartesian',
        max_velocity: 200.0,
        max_accel: 2000,
        max_z_velocity: 200,
      },
      stepper_x: { position_max: 200 },
      stepper_y: { position_max: 200 },
      stepper_z: { position_max: 200 },
      extruder: {
        nozzle_diameter: 0.4,
        filament_diameter: 1.75,
        min_temp: 0,
        max_temp: 250,
        sense: null,
      },
      'gcode_macro go': { gcode: '\nG1 X{params.TO|default(5)}', list: [1, [2, 3]] },
      ...{ broken: 3, odd: null },
    };
    const told = profileFromSettings(settingsOfObject(asked), 'x', { kind: 'assumed' });
    expect(told.problems).toEqual([]);
    expect(told.profile.limits).toEqual(profile.limits);
    expect(told.profile.reach).toEqual(profile.reach);
    expect(told.profile.macros[0]).toMatchObject({
      name: 'GO',
      parameters: [{ name: 'TO', default: '5' }],
    });
  });

  test.each([[undefined], [null], [3], ['x'], [[]]])('%j gives a profile', (data) => {
    const { profile } = profileFromSettings(settingsOfObject(data), 'x', { kind: 'assumed' });
    expect(profile.extruders).toHaveLength(1);
  });
});

const OPTIONS = [
  ...['kinematics', 'max_velocity', 'max_accel', 'max_z_accel', 'max_accel_to_decel'],
  ...['minimum_cruise_ratio', 'nozzle_diameter', 'filament_diameter', 'position_min'],
  ...['position_max', 'position_endstop', 'arm_length', 'delta_radius', 'print_radius'],
  ...['min_temp', 'max_temp', 'resolution', 'retract_speed', 'axis', 'primary_carriage', 'gcode'],
];
const SECTIONS = [
  ...['printer', 'extruder', 'extruder1', 'stepper_x', 'stepper_a', 'stepper_arm', 'heater_bed'],
  ...['carriage x', 'dual_carriage', 'gcode_arcs', 'firmware_retraction', 'heater_generic chamber'],
  ...['gcode_macro a'],
];
const VALUES = ['', '0', '-1', '1', '250', '1e400', 'nan', 'delta', 'polar', 'x', 'y', 'a\n  b'];

test('any configuration gives limits that a planner can use', () => {
  const option = fc
    .tuple(fc.constantFrom(...OPTIONS), fc.constantFrom(...VALUES))
    .map(([name, value]) => `${name}: ${value}`);
  const section = fc
    .tuple(fc.constantFrom(...SECTIONS), fc.array(option, { maxLength: 8 }))
    .map(([name, options]) => `[${name}]\n${options.join('\n')}`);
  fc.assert(
    fc.property(fc.array(section, { maxLength: 8 }), (sections) => {
      const { limits, profile } = profileOfText(sections.join('\n'));
      const { kind, extruders, ...numbers } = limits;
      for (const value of [...Object.values(numbers), ...extruders.flatMap(Object.values)]) {
        expect(Number.isFinite(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
      }
      expect(limits.maxVelocityMmPerS).toBeGreaterThan(0);
      expect(limits.maxZVelocityMmPerS).toBeLessThanOrEqual(limits.maxVelocityMmPerS);
      expect(limits.minimumCruiseRatio).toBeLessThan(1);
      for (const range of Object.values(profile.reach)) expect(range.min).not.toBeNaN();
      expect(extruders).toHaveLength(profile.extruders.length);
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('a configuration that Klipper takes for one of its example printers', () => {
  const text = readFileSync(join(fixtures, '../../samples/printer.cfg'), 'utf8');
  const { profile } = profileOfText(text);
  expect(profile.macros.map((macro) => macro.name)).toEqual([
    'START_PRINT',
    'END_PRINT',
    'CANCEL_PRINT',
  ]);
  expect(profile.bed).toEqual({ minTemperatureC: 0, maxTemperatureC: 110 });
});
