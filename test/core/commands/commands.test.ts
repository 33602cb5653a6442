import { describe, expect, test } from 'vitest';
import { type CommandReference, commandNames, commandReference } from '#core/commands/command';
import type { Firmware } from '#core/commands/firmware';
import { ALL_COMMANDS } from '#core/commands/table';

/** Every G and M code that Klipper's own sources register, by the config section that brings it. */
const KLIPPER_CODES: Readonly<Record<string, string>> = {
  always:
    'G0 G1 G20 G21 G90 G91 G92 M82 M83 M114 M220 M221 G4 M204 M400 G28 M105 M110 M112 M115 M18 M84 M119',
  '[extruder]': 'M104 M109',
  '[heater_bed]': 'M140 M190',
  '[fan]': 'M106 M107',
  '[display_status]': 'M73 M117',
  '[respond]': 'M118',
  '[firmware_retraction]': 'G10 G11',
  '[gcode_arcs]': 'G2 G3 G17 G18 G19',
  '[virtual_sdcard]': 'M20 M21 M23 M24 M25 M26 M27 M28 M29 M30',
};

const LONGEST_SUMMARY = 240;
const TRADITIONAL_CODE = /^(?:[GM]\d+(?:\.\d+)?|T)$/;

describe('the table', () => {
  test('has each name once, in upper case', () => {
    const names = ALL_COMMANDS.map((command) => command.name);
    expect(repeated(names)).toEqual([]);
    expect(names.filter((name) => name !== name.toUpperCase())).toEqual([]);
    expect(names.filter((name) => !/^(?:[A-Z]+\d+(?:\.\d+)?|[A-Z][A-Z_]*)$/.test(name))).toEqual(
      [],
    );
  });

  test('has each parameter of a command once, and each value of a parameter once', () => {
    const names = ALL_COMMANDS.flatMap((command) =>
      command.parameters.map((parameter) => `${command.name} ${parameter.name}`),
    );
    const values = ALL_COMMANDS.flatMap((command) =>
      command.parameters.flatMap((parameter) =>
        (parameter.values ?? []).map(({ value }) => `${command.name} ${parameter.name}${value}`),
      ),
    );
    expect(repeated(names)).toEqual([]);
    expect(repeated(values)).toEqual([]);
  });

  test('gives every command an https source of the firmware it speaks about', () => {
    const homeOf: Readonly<Record<Firmware, readonly string[]>> = {
      klipper: ['https://www.klipper3d.org/', 'https://github.com/Klipper3d/'],
      marlin: ['https://marlinfw.org/', 'https://github.com/MarlinFirmware/'],
      reprap: ['https://docs.duet3d.com/'],
    };
    const withoutSource = ALL_COMMANDS.flatMap(({ name, firmwares, sources }) => {
      const missing = firmwares.filter(
        (firmware) => !sources.some((url) => homeOf[firmware].some((home) => url.startsWith(home))),
      );
      const unsafe = sources.filter((url) => new URL(url).protocol !== 'https:');
      return sources.length === 0 || missing.length > 0 || unsafe.length > 0 ? [name] : [];
    });
    expect(withoutSource).toEqual([]);
  });

  test('writes whole sentences of readable length', () => {
    const texts = ALL_COMMANDS.flatMap((command) => [
      { where: command.name, text: command.summary },
      ...(command.note === undefined
        ? []
        : [{ where: `${command.name} note`, text: command.note }]),
      ...command.parameters.map((parameter) => ({
        where: `${command.name} ${parameter.name}`,
        text: parameter.summary,
      })),
      ...command.parameters.flatMap((parameter) =>
        (parameter.values ?? []).map(({ value, summary }) => ({
          where: `${command.name} ${parameter.name}${value}`,
          text: summary,
        })),
      ),
    ]);
    const notASentence = texts.filter(({ text }) => !/^[\p{Lu}\p{N}].*[^. ]\.$/u.test(text));
    expect(notASentence.map(({ where, text }) => `${where}: ${text}`)).toEqual([]);
    expect(texts.filter(({ text }) => text.length > LONGEST_SUMMARY)).toEqual([]);
  });

  test('gives titles of two to five words', () => {
    const words = (title: string) => title.split(' ').length;
    const titles = ALL_COMMANDS.map((command) => command.title);
    expect(titles.filter((title) => words(title) < 2 || words(title) > 5)).toEqual([]);
  });

  test('says nothing twice about different commands', () => {
    const sentences = ALL_COMMANDS.flatMap((command) => command.summary.split(/(?<=\.) /));
    expect(repeated(sentences)).toEqual([]);
  });

  test('names only firmwares of the command in the remarks on its parameters', () => {
    const strangers = ALL_COMMANDS.flatMap((command) =>
      command.parameters
        .filter((parameter) =>
          [...(parameter.ignoredBy ?? []), ...(parameter.onlyBy ?? [])].some(
            (firmware) => !command.firmwares.includes(firmware),
          ),
        )
        .map((parameter) => `${command.name} ${parameter.name}`),
    );
    expect(strangers).toEqual([]);
  });

  test('leaves a command without firmware only to a vendor', () => {
    const orphans = ALL_COMMANDS.filter(
      (command) => command.firmwares.length === 0 && command.vendor === undefined,
    );
    const unflagged = ALL_COMMANDS.filter(
      (command) =>
        command.firmwares.length === 0 && !/^(?:Prusa|Bambu) firmware\./.test(command.note ?? ''),
    );
    expect(orphans.map(({ name }) => name)).toEqual([]);
    expect(unflagged.map(({ name }) => name)).toEqual([]);
  });

  test('gives a config section to commands of Klipper alone', () => {
    const misplaced = ALL_COMMANDS.filter(
      (command) =>
        command.klipperSection !== undefined &&
        (!command.firmwares.includes('klipper') ||
          !/^\[[a-z0-9_]+\]$/.test(command.klipperSection)),
    );
    expect(misplaced.map(({ name }) => name)).toEqual([]);
  });

  test('holds enough of each firmware to tell a typing error from a command', () => {
    const klipper = commandNames('klipper');
    const traditional = klipper.filter((name) => TRADITIONAL_CODE.test(name));
    expect(traditional).toHaveLength(49);
    expect(klipper.length - traditional.length).toBeGreaterThanOrEqual(100);
    expect(commandNames('marlin').length).toBeGreaterThanOrEqual(180);
    expect(commandNames('reprap').length).toBeGreaterThanOrEqual(150);
  });
});

describe('Klipper', () => {
  test.each(Object.entries(KLIPPER_CODES))('%s: %s', (section, codes) => {
    for (const code of codes.split(' ')) {
      const command = known(code);
      expect(command.firmwares, code).toContain('klipper');
      expect(command.klipperSection ?? 'always', code).toBe(section);
    }
  });

  test('knows no other G, M or T code', () => {
    const listed = Object.values(KLIPPER_CODES).flatMap((codes) => codes.split(' '));
    const claimed = commandNames('klipper').filter((name) => TRADITIONAL_CODE.test(name));
    expect([...claimed].sort()).toEqual([...listed].sort());
  });

  test.each([
    ['M104', 'R'],
    ['M109', 'R'],
    ['M140', 'R'],
    ['M190', 'R'],
    ['G4', 'S'],
    ['M106', 'P'],
    ['M73', 'R'],
    ['M84', 'S'],
    ['SET_VELOCITY_LIMIT', 'ACCEL_TO_DECEL'],
  ])('passes over %s %s', (name, parameter) => {
    expectIgnored(name, parameter, 'klipper');
  });

  test.each([
    ['G2', 'R'],
    ['G3', 'R'],
  ])('does not take %s %s', (name, parameter) => {
    expect(parameterOf(known(name), parameter)?.onlyBy).toEqual(['marlin', 'reprap']);
  });

  test.each([
    'M600',
    'M486',
    'M201',
    'M203',
    'M205',
    'M900',
    'M300',
    'M141',
    'M191',
    'M108',
    'G29',
  ])('does not know %s', (name) => {
    expect(known(name).firmwares).not.toContain('klipper');
  });
});

describe('looking up', () => {
  test.each([
    ['g1', 'G1'],
    ['G1', 'G1'],
    ['m862.3', 'M862.3'],
    ['set_velocity_limit', 'SET_VELOCITY_LIMIT'],
    ['Exclude_Object_Define', 'EXCLUDE_OBJECT_DEFINE'],
    ['T0', 'T'],
    ['t12', 'T'],
  ])('%s finds %s', (typed, name) => {
    expect(commandReference(typed)?.name).toBe(name);
  });

  test.each(['', 'G01', 'M1O4', 'TX', 'T1.5', 'constructor', '__proto__', 'SET_VELOCITY'])(
    '%j finds nothing',
    (typed) => {
      expect(commandReference(typed)).toBeUndefined();
    },
  );

  test('finds every entry by its own name', () => {
    for (const command of ALL_COMMANDS) {
      expect(commandReference(command.name)).toBe(command);
      expect(commandReference(command.name.toLowerCase())).toBe(command);
    }
  });

  test.each<Firmware>(['klipper', 'marlin', 'reprap'])('lists the names of %s', (firmware) => {
    const expected = ALL_COMMANDS.filter((command) => command.firmwares.includes(firmware));
    expect(commandNames(firmware)).toEqual(expected.map((command) => command.name));
  });
});

test('free text is marked as such', () => {
  for (const name of ['M117', 'M118', 'M23', 'M28', 'M30', 'M32', 'M36']) {
    expect(known(name).rawText, name).toBe(true);
  }
});

test('an entry carries all that a hover shows', () => {
  expect(known('G4')).toMatchInlineSnapshot(`
    {
      "firmwares": [
        "klipper",
        "marlin",
        "reprap",
      ],
      "group": "motion",
      "name": "G4",
      "note": "Klipper reads only P: G4 S2 waits for no time at all there. Marlin and RepRapFirmware read both letters.",
      "parameters": [
        {
          "name": "P",
          "summary": "Time to wait in milliseconds.",
          "unit": "ms",
        },
        {
          "ignoredBy": [
            "klipper",
          ],
          "name": "S",
          "summary": "Time to wait in seconds.",
          "unit": "s",
        },
      ],
      "sources": [
        "https://www.klipper3d.org/G-Codes.html#g-code-commands",
        "https://github.com/Klipper3d/klipper/blob/master/klippy/toolhead.py",
        "https://marlinfw.org/docs/gcode/G004.html",
        "https://docs.duet3d.com/User_manual/Reference/Gcodes/G4",
      ],
      "summary": "Lets all queued moves end and then waits for a time.",
      "title": "Dwell for a time",
    }
  `);
});

function expectIgnored(name: string, parameter: string, firmware: Firmware): void {
  expect(parameterOf(known(name), parameter)?.ignoredBy).toContain(firmware);
}

function known(name: string): CommandReference {
  const command = commandReference(name);
  if (command === undefined) throw new Error(`${name} is not in the table.`);
  return command;
}

function parameterOf(command: CommandReference, name: string) {
  return command.parameters.find((parameter) => parameter.name === name);
}

function repeated(items: readonly string[]): readonly string[] {
  return items.filter((item, index) => items.indexOf(item) !== index);
}
