import { describe, expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver';
import { configCompletion } from '../../../server/src/config/completion.ts';
import { openedFiles } from '../../support/configFiles.ts';

interface Answer {
  readonly items: readonly CompletionItem[];
  readonly source: string;
}

/** What is offered at `<|>`, in the order in which an editor shows it. */
function completionAt(files: Parameters<typeof openedFiles>[0]): Answer {
  const { context, position } = openedFiles(files);
  const { items } = configCompletion(context, position);
  const order = (item: CompletionItem) => item.sortText ?? item.label;
  return {
    items: items.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)),
    source: context.text.text,
  };
}

function labelsAt(files: Parameters<typeof openedFiles>[0]): string[] {
  return completionAt(files).items.map(({ label }) => label);
}

/** The line as it is when an item was taken. */
function taken(marked: string, label: string): string {
  const { items, source } = completionAt(marked);
  const { textEdit } = items.find((item) => item.label === label)!;
  if (!textEdit || !('range' in textEdit)) throw new Error('The item has no edit.');
  const { range, newText } = textEdit;
  const line = source.split('\n')[range.start.line]!;
  return line.slice(0, range.start.character) + newText + line.slice(range.end.character);
}

describe('behind an opening bracket', () => {
  test('section types, those that are there already and those of others last', () => {
    const labels = labelsAt('[mcu]\n[<|>');
    expect(labels.slice(0, 5)).toMatchInlineSnapshot(`
      [
        "samd_sercom NAME",
        "adc_scaled NAME",
        "ads1x1x NAME",
        "sx1509 NAME",
        "replicape",
      ]
    `);
    expect(labels.indexOf('stepper_y')).toBeGreaterThan(0);
    expect(labels.indexOf('mcu')).toBeGreaterThan(labels.indexOf('gcode_macro NAME'));
    expect(labels.indexOf('shaketune')).toBeGreaterThan(labels.indexOf('gcode_macro NAME'));
  });

  test.each([
    ['alone', '[<|>', 'printer', '[printer]'],
    ['typed half', '[pri<|>', 'printer', '[printer]'],
    ['before the closing bracket', '[pri<|>] # x', 'printer', '[printer] # x'],
    ['with a name of its own', '[gco<|>]', 'gcode_macro NAME', `[gcode_macro \${1:NAME}]`],
    ['over another one', '[st<|>eper_x]', 'stepper_x', '[stepper_x]'],
  ])('replaces what is there: %s', (_name, marked, label, line) => {
    expect(taken(marked, label)).toBe(line);
  });
});

describe('at the start of a line', () => {
  test('options that are not set yet, required ones first', () => {
    const labels = labelsAt('[printer]\nmax_accel: 1\n<|>\nmax_velocity: 3');
    expect(labels[0]).toBe('kinematics');
    expect(labels).not.toContain('max_accel');
    expect(labels).not.toContain('max_velocity');
    expect(labels).toContain('square_corner_velocity');
  });

  test('only those that go with what is set', () => {
    expect(labelsAt('[heater_bed]\ncontrol: watermark\n<|>')).not.toContain('pid_kp');
    expect(labelsAt('[heater_bed]\ncontrol: pid\n<|>')).toContain('pid_kp');
    expect(labelsAt('[heater_bed]\n<|>')).toContain('pid_kp');
  });

  test.each([
    ['a value', '[printer]\nkin<|>', 'kinematics', 'kinematics: $0'],
    ['before a separator', '[printer]\nkin<|>: none', 'kinematics', 'kinematics: none'],
    ['G-code', '[gcode_macro A]\n<|>', 'gcode', 'gcode:\n  $0'],
    ['with the indent of the file', '[gcode_macro A]\n<|>\n[b]\na:\n\tb', 'gcode', 'gcode:\n\t$0'],
    ['with a name to fill in', '[gcode_macro A]\n<|>', 'variable_*', `variable_\${1:name}: $0`],
  ])('writes %s', (_name, marked, label, line) => {
    expect(taken(marked, label)).toBe(line);
  });
});

describe('behind a separator', () => {
  test('the choices of an option', () => {
    expect(labelsAt('[printer]\nkinematics: <|>')).toContain('corexy');
    expect(taken('[printer]\nkinematics = de<|>lt # x', 'delta')).toBe('kinematics = delta # x');
  });

  test('true and false', () => {
    expect(labelsAt('[stepper_x]\nhoming_positive_dir: <|>')).toEqual(['True', 'False']);
  });
});

const MACROS = [
  '[gcode_macro PARK]',
  'description: Goes away',
  'variable_safe: 5',
  'gcode:',
  '  {% set z = params.Z|default(5)|float %}',
  '  G1 X{params.X} Z{z}',
  '',
];

describe('in a body of G-code', () => {
  function inBody(line: string): string {
    return [...MACROS, '[delayed_gcode a]', 'gcode:', '  G28', line].join('\n');
  }

  test('macros and the commands of Klipper', () => {
    const labels = labelsAt(inBody('  <|>'));
    expect(labels).toContain('PARK');
    expect(labels).toContain('G28');
    expect(labels.indexOf('PARK')).toBeLessThan(labels.indexOf('M851'));
  });

  test('parameters of a macro and of a command', () => {
    expect(labelsAt(inBody('  PARK Z=1 <|>'))).toEqual(['X']);
    expect(labelsAt(inBody('  M104 S{t} <|>'))).toEqual(['T']);
    expect(labelsAt(inBody('  {% if a %}PARK <|>'))).toEqual(['Z', 'X']);
    expect(labelsAt(inBody('  G1 {% if a %}X1{% endif %} <|>'))).toContain('Y');
  });

  test.each([
    ['a macro', inBody('  PA<|>'), 'PARK', '  PARK'],
    [
      'behind a statement',
      inBody('  {% if x %}PA<|>{% endif %}'),
      'PARK',
      '  {% if x %}PARK{% endif %}',
    ],
    ['a parameter', inBody('  PARK <|>'), 'Z', '  PARK Z='],
    ['behind the separator', '[gcode_macro A]\ngcode: <|>', 'G28', 'gcode: G28'],
  ])('replaces what is there: %s', (_name, marked, label, line) => {
    expect(taken(marked, label)).toBe(line);
  });

  test("Jinja's names in braces: variables, what Klipper hands over, parameters", () => {
    const inMacro = (line: string) => MACROS.join('\n').replace('  G1', `${line}\n  G1`);
    expect(labelsAt(inMacro('  {% set a = <|> %}'))).toEqual(
      expect.arrayContaining(['safe', 'params', 'printer', 'action_respond_info']),
    );
    expect(labelsAt(inMacro('  M117 {params.<|>}'))).toEqual(['X', 'Z']);
    expect(labelsAt(inMacro('  M117 {<|>'))).toContain('safe');
    expect(labelsAt(inMacro('  M117 {printer.<|>'))).toEqual([]);
    expect(labelsAt(inMacro('  {% set a = {\n    "b": <|>'))).toContain('params');
  });
});

test.each([
  ['a comment', '[printer]\n# <|>'],
  ['a comment behind a value', '[printer]\nkinematics: none ; <|>'],
  ['above the first section', '<|>\n[printer]'],
  ['behind a header', '[printer] <|>'],
  ['an unknown section', '[nothing_of_this_kind]\n<|>'],
  ['a value that is free', '[printer]\nmax_velocity: <|>'],
])('nothing in %s', (_name, marked) => {
  expect(labelsAt(marked)).toEqual([]);
});
