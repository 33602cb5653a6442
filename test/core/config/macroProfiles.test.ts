import { expect, test } from 'vitest';
import { macroParameters } from '#core/config/macroProfiles';

test.each([
  ['{params.BED}', 'BED'],
  ['{params.BED|default(60)|float}', 'BED=60'],
  ['{ params . BED | float | default( 60.5 ) }', 'BED=60.5'],
  ['{params[\'BED\']}{params["TOOL"]|int}', 'BED TOOL'],
  ['{params.bed}', 'BED'],
  ['{params.MATERIAL|default("PLA", true)|upper}', 'MATERIAL=PLA'],
  ["{params.NAME|default('a, b)')}", 'NAME=a, b)'],
  [
    '{params.Z|default(printer.toolhead.position.z + max(1, 2))}',
    'Z=printer.toolhead.position.z + max(1, 2)',
  ],
  ['{params.Z|replace(",", ".")|default(1)}', 'Z=1'],
  ['{params.Z|d(4)}', 'Z=4'],
  ["{params.get('SPEED', 50)} {params.get('WIPE')}", 'SPEED=50 WIPE'],
  ['{% if \'X\' in params and "Y" not in params %}', 'X Y'],
  ['{% if params.B %}{params.A|default(1)}{params.B|default(2)}{params.A|default(3)}', 'B=2 A=1'],
  ['{% for key, value in params.items() %}{% if params %}', ''],
  ['{myparams.X} {params.} {params|length}', ''],
  ['{params.X|default(', 'X'],
  ['M117 {rawparams}', ''],
])('%s: %s', (body, expected) => {
  const found = macroParameters(body).map((parameter) =>
    parameter.default === undefined ? parameter.name : `${parameter.name}=${parameter.default}`,
  );
  expect(found.join(' ')).toBe(expected);
});

test('a long body takes no time', () => {
  const body = '{params.A|default('.repeat(50_000);
  expect(macroParameters(body)).toHaveLength(1);
});
