import { expect, test } from 'vitest';
import { configProblems } from '../../../server/src/config/diagnostics.ts';
import { configQuickFixes } from '../../../server/src/config/quickFixes.ts';
import { openedFiles } from '../../support/configFiles.ts';

/** Title of each fix that is offered on the line of `<|>`, and the text as it leaves it. */
function fixesAt(marked: string): [title: string, text: string][] {
  const { context, position } = openedFiles(marked);
  const problems = configProblems(context, {}).get(context.text.path)!;
  const range = { start: position, end: position };
  return configQuickFixes(context, problems, range).map(({ title, edit }) => {
    const lines = context.text.text.split('\n');
    const [{ range: at, newText }] = Object.values(edit!.changes!)[0] as never as [
      { range: { start: typeof position; end: typeof position }; newText: string },
    ];
    const before = lines[at.start.line]!.slice(0, at.start.character);
    const after = lines[at.end.line]!.slice(at.end.character);
    lines.splice(at.start.line, at.end.line - at.start.line + 1, before + newText + after);
    return [title, lines.join('\n')];
  });
}

test.each([
  [
    'a misspelt option',
    '[printer]\nmax_velo<|>cty: 300',
    'Change to max_velocity',
    '[printer]\nmax_velocity: 300',
  ],
  ['a misspelt section', '[heater_bd<|>]', 'Change to heater_bed', '[heater_bed]'],
  [
    'a misspelt section with a name',
    '[gcode_marco<|> A]',
    'Change to gcode_macro',
    '[gcode_macro A]',
  ],
  [
    'a misspelt choice',
    '[printer]\nkinematics: core<|>xyy',
    'Change to corexy',
    '[printer]\nkinematics: corexy',
  ],
  ['a section in capitals', '[PRINTER<|>]', 'Write printer', '[printer]'],
  ['spaces in the brackets', '[ printer<|> ]', 'Remove the spaces', '[printer]'],
  ['an open bracket', '[printer<|>', 'Add the closing bracket', '[printer]'],
  ['an option that stands again', '[fan]\npin<|>: PA1\npin: PA2', 'Remove pin', '[fan]\npin: PA2'],
  [
    'an indented header',
    '[fan]\npin: PA1\n  [printer<|>]',
    'Remove the spaces before it',
    '[fan]\npin: PA1\n[printer]',
  ],
  ['a byte order mark', '\ufeff<|>[printer]', 'Remove the byte order mark', '[printer]'],
])('mends %s', (_name, marked, title, text) => {
  expect(fixesAt(marked)).toContainEqual([title, text]);
});

test('takes a value of several lines out with its option', () => {
  expect(fixesAt('[fan]\npin<|>:\n  PA1\n\npin: PA2')).toContainEqual([
    'Remove pin',
    '[fan]\n\npin: PA2',
  ]);
});

test.each([
  ['another line', '[printer]\nmax_velocty: 300\n<|>'],
  ['a name that is like no other', '[printer]\nxyzzy<|>: 1'],
])('offers nothing for %s', (_name, marked) => {
  expect(fixesAt(marked)).toEqual([]);
});
