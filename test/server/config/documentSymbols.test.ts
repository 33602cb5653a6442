import { expect, test } from 'vitest';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { configSymbols } from '../../../server/src/config/documentSymbols.ts';
import { openedFiles } from '../../support/configFiles.ts';

const KINDS = Object.fromEntries(Object.entries(SymbolKind).map(([name, kind]) => [kind, name]));

function outline(text: string): string {
  const list = (symbols: readonly DocumentSymbol[], indent: string): string[] =>
    symbols.flatMap(({ name, detail, kind, range, children }) => [
      `${indent}${KINDS[kind]} ${name}${detail ? ` (${detail})` : ''} ${range.start.line + 1}–${range.end.line + 1}`,
      ...list(children ?? [], `${indent}  `),
    ]);
  return list(configSymbols(openedFiles(text).context.text), '').join('\n');
}

test('sections hold their options, macros are functions', () => {
  expect(
    outline(
      [
        '[include macros/*.cfg]',
        '[printer]',
        'kinematics: corexy # fast',
        'max_velocity: 300',
        '',
        '[gcode_macro PARK]',
        'description: Go home',
        'variable_z: 5',
        'gcode:',
        '  G28',
        '',
        '  G1 Z{z}',
        '',
        '# the end',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
    "File include macros/*.cfg 1–1
    Module printer 2–4
      Property kinematics (corexy) 3–3
      Property max_velocity (300) 4–4
    Function PARK (Go home) 6–12
      Property description (Go home) 7–7
      Variable variable_z (5) 8–8
      Method gcode 9–12"
  `);
});

test('what SAVE_CONFIG keeps says so', () => {
  expect(
    outline(
      [
        '[extruder]',
        'nozzle_diameter: 0.4',
        '',
        '#*# <---------------------- SAVE_CONFIG ---------------------->',
        '#*# DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated.',
        '#*#',
        '#*# [extruder]',
        '#*# control = pid',
        '',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
    "Module extruder 1–2
      Property nozzle_diameter (0.4) 2–2
    Module extruder (saved by SAVE_CONFIG) 7–8
      Property control (pid) 8–8"
  `);
});

test('no symbol is without a name', () => {
  expect(outline('[]\n: 5\n[ ]\n[printer\n= x')).not.toMatch(/ {2,}\d/);
});
