import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConfigSpan } from '#core/config/config';
import { parseConfig } from '#core/config/parseConfig';
import { propertyRuns } from '../../support/propertyRuns.ts';

/** What is read, a line for each section and option. */
function expectReads(text: string, expected: string): void {
  const lines = parseConfig(text).sections.flatMap((section) => [
    `[${[section.type, section.name].join(' ').trim()}]${section.autosaved ? ' autosaved' : ''}`,
    ...section.options.map((option) => `${option.name} = ${JSON.stringify(option.value)}`),
  ]);
  expect(lines.join('\n')).toBe(expected);
}

/** The problems of a text: the place is what the squiggle stands under. */
function problems(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return parseConfig(text).problems.map(
    ({ rule, severity, firmware, ...span }) =>
      `${severity} ${rule} under ${JSON.stringify(under(lines, span))}${firmware ? ` | ${firmware}` : ''}`,
  );
}

function under(lines: readonly string[], { line, start, end }: ConfigSpan): string {
  return lines[line]?.slice(start, end) ?? '';
}

// Expectations were compared with what Python 3.11's RawConfigParser gives behind Klipper's own steps.
describe('reads', () => {
  test.each([
    ['both separators', '[a]\nb: 1\nc = 2\nd=3\ne:4', 'b = "1"\nc = "2"\nd = "3"\ne = "4"'],
    ['the first separator only', '[a]\nb: c = d', 'b = "c = d"'],
    ['option names without case', '[a]\npid_Kp: 1', 'pid_kp = "1"'],
    ['spaces in option names', '[a]\nfoo bar : 1', 'foo bar = "1"'],
    ['empty values', '[a]\nb:\nc =', 'b = ""\nc = ""'],
    ['comments', '[a] # x\n; y\nb: 1 # z\nc: 2 ; z\n#d: 3', 'b = "1"\nc = "2"'],
    ['# within a word', '[a]\nb: #ff0000\nc: x#y', 'b = ""\nc = "x"'],
    ['; within a word', '[a]\nb: x;y', 'b = "x;y"'],
    ['continuation lines', '[a]\nb: 1\n  2\n\t3\nc: 4', 'b = "1\\n2\\n3"\nc = "4"'],
    ['a value below its name', '[a]\ngcode:\n  G28\n  G1 Z5', 'gcode = "\\nG28\\nG1 Z5"'],
    ['blank lines within a value', '[a]\nb: 1\n\n  2\n\nc: 3', 'b = "1\\n\\n2"\nc = "3"'],
    ['# lines within a value', '[a]\nb: 1\n# x\n  2', 'b = "1\\n\\n2"'],
    ['; lines within a value', '[a]\nb: 1\n; x\n  2', 'b = "1\\n2"'],
    [
      'deeper lines of an indented option',
      '[a]\n  b: 1\n  c: 2\n    d: 3',
      'b = "1"\nc = "2\\nd: 3"',
    ],
    ['options that come twice', '[a]\nb: 1\nb: 2', 'b = "1"\nb = "2"'],
    ['carriage returns', '[a]\r\nb: 1\rc: 2', 'b = "1"\nc = "2"'],
    ['brackets in values', '[a]\nb: [1, 2]\n  [3]', 'b = "[1, 2]\\n[3]"'],
  ])('%s', (_name, text, options) => {
    expectReads(text, `[a]\n${options}`);
  });

  test('sections in the order of the file, with their names', () => {
    expectReads(
      '[printer]\n[gcode_macro  Start Print]\n[include  x/*.cfg ]\n[Fan_Generic Bed]',
      '[printer]\n[gcode_macro Start Print]\n[include x/*.cfg]\n[fan_generic Bed]',
    );
  });

  test('a Jinja body as text, with # as a comment all the same', () => {
    expectReads(
      `[gcode_macro A]
gcode:
  {% if params.X == "#1" %}
    M117 a;b ; c
  {% endif %}
description: d`,
      `[gcode_macro A]
gcode = "\\n{% if params.X == \\"\\nM117 a;b\\n{% endif %}"
description = "d"`,
    );
  });

  test('places of everything', () => {
    const text = '[gcode_macro GO]  ; x\n\ngcode: G28 # home\n\n  G1 Z5 ; up\n\n# end\n[a]';
    const lines = text.split('\n');
    const [macro] = parseConfig(text).sections;
    const option = macro?.options[0];
    expect(under(lines, macro!.header)).toBe('gcode_macro GO');
    expect(under(lines, macro!.nameSpan)).toBe('GO');
    expect(under(lines, option!.nameSpan)).toBe('gcode');
    expect(option!.valueSpans.map((span) => under(lines, span))).toEqual(['G28', 'G1 Z5']);
    expect([macro!.lastLine, option!.lastLine]).toEqual([4, 4]);
  });
});

const SAVED = `
#*# <---------------------- SAVE_CONFIG ---------------------->
#*# DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated.
#*#
`;

describe('the part that SAVE_CONFIG keeps', () => {
  test('is a configuration behind its marks, in columns of the file', () => {
    const text = `[a]\nb: 1${SAVED}#*# [bed_mesh default]\n#*# points =\n#*# \t  1, 2\n#*# \t  3, 4\n#*#\n#*# [c]\n`;
    expectReads(
      text,
      '[a]\nb = "1"\n[bed_mesh default] autosaved\npoints = "\\n1, 2\\n3, 4"\n[c] autosaved',
    );
    const document = parseConfig(text);
    expect(document.autosaveLine).toBe(2);
    const mesh = document.sections[1]!;
    const lines = text.split('\n');
    expect(under(lines, mesh.header)).toBe('bed_mesh default');
    expect(mesh.options[0]!.valueSpans.map((span) => under(lines, span))).toEqual(['1, 2', '3, 4']);
  });

  test.each([
    [
      'a line without mark below',
      `[a]${SAVED}#*# [b]\nc: 1\n#*# d = 2`,
      'c: 1',
      'modifications after header',
    ],
    ['a blank line below', `[a]${SAVED}#*# [b]\n\n#*# d = 2`, '', 'modifications after header'],
    [
      'a mark above the header',
      `[a]\n#*# [b]\n${SAVED}#*# [c]`,
      '#*# [b]',
      'autosave state corrupted',
    ],
    [
      'a header that was changed',
      `[a]${SAVED.replace('DO NOT', 'DO')}#*# [c]`,
      '#*# <---------------------- SAVE_CONFIG ---------------------->',
      'autosave state corrupted',
    ],
  ])('is passed over as a whole: %s', (_name, text, line, why) => {
    const document = parseConfig(text);
    expect(document.sections.some((section) => section.autosaved)).toBe(false);
    expect(document.autosaveLine).toBe(-1);
    expect(problems(text)).toContain(
      `warning save-config-unreadable under ${JSON.stringify(line)} | Can't read autosave from config file - ${why}`,
    );
  });
});

describe('problems', () => {
  test.each([
    [
      'text before the first section',
      'a: 1\nb: 2\n[c]',
      ['error text-outside-section under "a: 1" | File contains no section headers.'],
    ],
    [
      'options behind an include',
      '[a]\n[include b.cfg]\nc: 1\n[d]',
      ['error text-outside-section under "c: 1" | File contains no section headers.'],
    ],
    [
      'a line that is nothing',
      '[a]\nb: 1\nfoo',
      ['error not-an-option under "foo" | Source contains parsing errors'],
    ],
    [
      'a value without name',
      '[a]\n: 1',
      ['error option-without-name under ": 1" | Source contains parsing errors'],
    ],
    [
      'a header without closing bracket',
      '[a]\n[fan\nb: 1',
      ['error section-not-closed under "[fan" | Source contains parsing errors'],
    ],
    [
      'the same at the top',
      '[fan\nb: 1',
      ['error section-not-closed under "[fan" | File contains no section headers.'],
    ],
    [
      'the same with a separator',
      '[a]\n[mcu x: y',
      [
        "error section-not-closed under \"[mcu x: y\" | Option '[mcu x' is not valid in section 'a'",
      ],
    ],
    [
      'an empty header',
      '[a]\n[]',
      ['error section-without-name under "[]" | Source contains parsing errors'],
    ],
    [
      'a section with capitals',
      '[Extruder]',
      ['error section-case under "Extruder" | Section \'extruder\' is not a valid config section'],
    ],
    ['spaces at the brackets', '[ fan ]', ['warning section-spaces under " fan "']],
    ['text behind a header', '[fan] pin: PA1', ['warning text-after-header under "pin: PA1"']],
    [
      'an include that is indented',
      '[a]\n  [include b.cfg]',
      [
        'error include-not-read under "include b.cfg" | Section \'include b.cfg\' is not a valid config section',
      ],
    ],
    [
      'an include of nothing',
      '[include]',
      [
        'error include-not-read under "include" | Section \'include\' is not a valid config section',
      ],
    ],
    ['an option that comes twice', '[a]\nb: 1\nc: 2\nB: 3', ['hint duplicate-option under "b"']],
    [
      'the same in a section that comes twice',
      '[a]\nb: 1\n[c]\n[a]\nb: 3',
      ['hint duplicate-option under "b"'],
    ],
    ['an indented option', '[a]\nb: 1\n  c: 2', ['warning indented-option under "c: 2"']],
    [
      'an indented section',
      '[a]\nb: 1\n  [gcode_macro c]',
      ['warning indented-header under "[gcode_macro c]"'],
    ],
    ['a # that cuts a value', '[a]\nb: x#y', ['hint comment-inside-value under "#y"']],
    [
      'a byte order mark',
      '\ufeff[a]\nb: 1',
      ['error byte-order-mark under "\ufeff" | File contains no section headers.'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test.each([
    ['an ordinary file', '# x\n[mcu]\nserial: /dev/ttyUSB0 # y\n\n[fan] # z\npin: PA1'],
    ['aliases, one a line', '[board_pins]\naliases:\n  EXP1_1=PE8, EXP1_2=PE7,\n  EXP2_1=PA6'],
    ['G-code that looks like options', '[gcode_macro a]\ngcode: M117 x\n  foo: 1\n  [fan x]x'],
    ['no text at all', ''],
  ])('none in %s', (_name, text) => {
    expect(problems(text)).toEqual([]);
  });

  test('a section whose bracket is missing is read on as that section', () => {
    expectReads('[a]\n[fan\nb: 1', '[a]\n[fan]\nb = "1"');
  });

  test('every message is one sentence', () => {
    for (const message of parseConfig('x\n[Fan\n[]\ny\n : z\n').problems.map((p) => p.message)) {
      expect(message).toMatch(/^[A-Z][^\n]*\.$/);
    }
  });
});

const PIECES = [
  ...['[printer]', '[gcode_macro A b]', '[fan', '[]', '[include x/*.cfg]', ']', '[ a ]', '[A] b'],
  ...['  ', '\t', ' ', '\n', '\n', '\r\n', '\r', 'a', 'b: 1', 'c = 2', ':', '=', '#', '; d', ';e'],
  ...['gcode:', 'G1 X1', '#*# ', '#*#', SAVED, '\ufeff', '\u00a0', '😀', '\0'],
];
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
);

test('any text gives a document whose places lie in the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const lines = text.split(/\r\n|\n|\r/);
      const document = parseConfig(text);
      expect(document.lineCount).toBe(lines.length);
      const spans = document.sections.flatMap((section) => [
        section.header,
        section.nameSpan,
        ...section.options.flatMap((option) => [option.nameSpan, ...option.valueSpans]),
      ]);
      for (const { line, start, end } of [...spans, ...document.problems]) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(lines[line]?.length).toBeGreaterThanOrEqual(end);
      }
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('the lines of a value are what stands under its places', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const lines = text.split(/\r\n|\n|\r/);
      for (const { options } of parseConfig(text).sections) {
        for (const { value, valueSpans } of options) {
          const written = valueSpans.map((span) => under(lines, span));
          expect(value.split('\n').filter((line) => line !== '')).toEqual(written);
        }
      }
    }),
    { numRuns: propertyRuns(300) },
  );
});
