import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Firmware } from '#core/commands/firmware';
import { textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { bytesOf, problemsIn, readText, shown } from './check.ts';
import { DUET, ENDER, macro, VORON } from './printers.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');
const FOLDERS = ['cura', 'handmade', 'prusaslicer', 'slic3r'];

/** What the files were sliced for: a bed of 300 mm with some room round it, and two filaments. */
const ROOM = { x: { min: -20, max: 320 }, y: { min: -20, max: 320 }, z: { min: -2, max: 320 } };

const PRINTERS: Readonly<Record<Firmware, MachineProfile>> = {
  klipper: {
    ...VORON,
    reach: ROOM,
    macros: [
      ...VORON.macros,
      ...['PAUSE_PRINT', 'M900', 'M201', 'M203', 'M205', 'M300', 'G29'].map((name) =>
        macro(name, ''),
      ),
    ],
  },
  marlin: { ...ENDER, reach: ROOM, extruders: [ENDER.extruders[0], ENDER.extruders[0]] },
  reprap: { ...DUET, reach: ROOM, extruders: [DUET.extruders[0], DUET.extruders[0]] },
};

/** What Klipper really trips over in files for Marlin: pauses and tools without macros, ramming as thick as
 * no nozzle, retraction by a section that it does not have. */
const REAL_ERRORS_ON_KLIPPER: Readonly<Record<string, readonly string[]>> = {
  'prusaslicer/badge-pause-colour.gcode': ['unknown-command'],
  'prusaslicer/badge-wipe-tower.gcode': [
    'extrude-ratio',
    'extruder-not-configured',
    'unknown-command',
  ],
  'prusaslicer/tower-firmware-retraction.gcode': ['firmware-retraction-unsupported'],
};

/** Rules about times, which are told with tenths of seconds, have tests of their own. */
const OF_TIME = new Set(['layer-time-short', 'time-header-vs-computed']);

const files = FOLDERS.flatMap((folder) =>
  fs
    .readdirSync(path.join(FIXTURES, folder))
    .filter((name) => name.endsWith('.gcode'))
    .map((name) => `${folder}/${name}`),
).sort();

function bytesOfFixture(name: string): Uint8Array {
  return new Uint8Array(fs.readFileSync(path.join(FIXTURES, name)));
}

/** The file as the printer that it was sliced for gets it. */
function problemsOn(bytes: Uint8Array) {
  const { firmware } = readText(textFromBytes(bytes), 'auto');
  return problemsIn(readText(textFromBytes(bytes), firmware, PRINTERS[firmware]));
}

describe('a file on the printer that it was sliced for', () => {
  test.each(files)('%s has no error', (name) => {
    const errors = problemsOn(bytesOfFixture(name)).filter(({ severity }) => severity === 'error');
    expect(errors.map(shown)).toEqual([]);
  });

  // Klipper's own advice is to slice for Marlin.
  test.each(files)('%s has no error on a Klipper printer either', (name) => {
    const reading = readText(textFromBytes(bytesOfFixture(name)), 'klipper', PRINTERS.klipper);
    const errors = problemsIn(reading).filter(({ severity }) => severity === 'error');
    const rules = [...new Set(errors.map(({ rule }) => rule))].sort();
    expect(rules).toEqual(REAL_ERRORS_ON_KLIPPER[name] ?? []);
  });

  test('has nothing else to be said of it than this', async () => {
    const lists = files.map((name) => {
      const problems = problemsOn(bytesOfFixture(name)).filter(({ rule }) => !OF_TIME.has(rule));
      return [name, ...problems.map((problem) => `  ${shown(problem)}`)].join('\n');
    });
    await expect(`${lists.join('\n')}\n`).toMatchFileSnapshot('printerProblems.txt');
  });
});

describe('a file that a slicer spoilt', () => {
  const sound = new TextDecoder().decode(bytesOfFixture('prusaslicer/cube-absolute.gcode'));
  const spoilt = [
    ['{first_layer_temperature[0]}', /^M109 S\d+/m, 'M109 S{first_layer_temperature[0]}'],
    ['[bed_temperature]', /^M190 S\d+/m, 'M190 S[bed_temperature]'],
    ['{layer_z}', /^;LAYER_CHANGE$/m, 'G1 Z{layer_z}\n;LAYER_CHANGE'],
  ] as const;

  test.each(spoilt)('with %s left in it is found', (placeholder, pattern, text) => {
    expect(sound).toMatch(pattern);
    const problems = problemsOn(bytesOf(sound.replace(pattern, text)));
    const found = problems.filter(({ rule }) => rule === 'placeholder-left');
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain(placeholder);
  });
});
