import { describe, expect, test } from 'vitest';
import type { MachineProfile } from '#core/machine/profile';
import { bodyCommands, EFFECT, effectsOf } from '#core/rules/macroEffects';
import { macro, VORON, WITH_ADD_ON } from './printers.ts';

type Effect = keyof typeof EFFECT;

function named(effects: number): Effect[] {
  return (Object.keys(EFFECT) as Effect[]).filter((name) => (effects & EFFECT[name]) !== 0);
}

function effectsOfBody(body: string, ...others: MachineProfile['macros']): Effect[] {
  const profile = { ...VORON, macros: [macro('IT', body), ...others] };
  return named(effectsOf(profile, 'IT'));
}

const ALL = Object.keys(EFFECT) as Effect[];

describe('what a macro may do', () => {
  const cases: readonly (readonly [string, readonly Effect[]])[] = [
    ['G28 X Y', ['homes', 'moves']],
    ['{% if x %}\n  g28\n{% endif %}', ['homes', 'moves']],
    ['{% if x %}G28{% endif %}', ['homes', 'moves']],
    ['; G28', []],
    ['{# G28 #}', []],
    ['{% set x = "G28" %}', []],
    ['RESPOND MSG="G28 M109 S200"', []],
    ['{ action_respond_info("G28") }', []],
    ['M117 G28', []],
    ['M104 S210', ['heats']],
    ['M104 S{params.T|float}', ['heats', 'cools']],
    ['M104', ['cools']],
    ['M104S0', ['cools']],
    ['M109 S200', ['heats', 'waits']],
    ['SET_HEATER_TEMPERATURE HEATER=extruder TARGET=0', ['cools']],
    ['SET_HEATER_TEMPERATURE HEATER=heater_bed TARGET=60', []],
    ['TURN_OFF_HEATERS', ['cools']],
    ['TEMPERATURE_WAIT SENSOR=extruder MINIMUM=200', ['waits']],
    ['G1 X5', ['moves']],
    ['G92 E0', []],
    ['G92 Z0', ['shifts']],
    ['G92', ['shifts']],
    ['SET_GCODE_OFFSET Z_ADJUST=0.05 MOVE=1', ['moves', 'shifts']],
    ['M84', ['releases']],
    ['SAVE_GCODE_STATE NAME=a', ['saves']],
    ['G91', ['overrides']],
    ['BED_MESH_CALIBRATE', ['moves', 'meshes']],
    // The template makes the command up.
    ['{cmd}', ALL],
    ['T{n}', ALL],
    // What the printer does not have, it skips.
    ['NO_SUCH_COMMAND', []],
    ['SET_RETRACTION RETRACT_LENGTH=1', []],
    ['', []],
  ];
  test.each(cases)('%j: %j', (body, effects) => {
    expect(effectsOfBody(body)).toEqual(effects);
  });

  test('is also what the macros do that it calls, and those that take a place', () => {
    expect(effectsOfBody('A', macro('A', 'B'), macro('B', 'G28'))).toEqual(['homes', 'moves']);
    expect(effectsOfBody('G28', macro('G28', 'OLD_G28\nM84', 'OLD_G28'))).toEqual([
      ...['homes', 'moves', 'releases'],
    ]);
  });

  test('ends where macros call one another in a circle', () => {
    expect(effectsOfBody('A', macro('A', 'IT\nM84'))).toEqual(['releases']);
  });

  test('is found in little time however many ways lead to a macro', () => {
    const macros = Array.from({ length: 200 }, (_each, index) =>
      macro(`M_${index}`, `M_${index + 1}\nM_${index + 1}\nM_${index + 2}`),
    );
    expect(effectsOfBody('M_0', ...macros)).toEqual([]);
  });

  test('is anything where nobody knows the macros, and nothing where there is none', () => {
    expect(named(effectsOf(VORON, 'NO_SUCH_MACRO'))).toEqual([]);
    expect(named(effectsOf(WITH_ADD_ON, 'MMU_LOAD'))).toEqual(ALL);
    const unknown = { ...VORON, sections: undefined as never, macros: [] };
    expect(named(effectsOf(unknown, 'START_PRINT'))).toEqual(ALL);
  });
});

test('the commands of a body stand at the beginning of its lines', () => {
  const body =
    'G1 X{x} ; go\n{% for i in range(3) %}\n  m117 {i}\n{% endfor %}\nG28X0\n{name} A=1\n# no\n';
  expect(bodyCommands({ body })).toEqual([
    { name: 'G1', rest: 'X{x}' },
    { name: 'M117', rest: '{i}' },
    { name: 'G28', rest: 'X0 ' },
    { name: '', rest: 'A=1' },
    { name: '#', rest: 'no' },
  ]);
});
