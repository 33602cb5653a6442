import { describe, expect, test } from 'vitest';
import type { Range } from 'vscode-languageserver';
import { configDefinition } from '../../../server/src/config/definition.ts';
import { documentLinks } from '../../../server/src/config/documentLinks.ts';
import { mentionAt, mentionsOf } from '../../../server/src/config/macroPlaces.ts';
import { renameEdits } from '../../../server/src/config/rename.ts';
import { openedFiles, placeText, uriOf } from '../../support/configFiles.ts';

type Files = Parameters<typeof openedFiles>[0];

function definitionAt(files: Files): string[] {
  const { context, position } = openedFiles(files);
  return configDefinition(context, position).map(({ uri, range }) => placeText(uri, range));
}

function referencesAt(files: Files): string[] {
  const { context, position } = openedFiles(files);
  const mention = mentionAt(context.text, position);
  if (!mention) return [];
  return mentionsOf(context, mention.name, true).map(({ uri, range }) => placeText(uri, range));
}

/** All files as they are when the macro at `<|>` has another name; or why it cannot have it. */
function renamed(
  files: Files,
  newName: string,
  others: ReadonlyMap<string, readonly Range[]> = new Map(),
): string {
  const { context, position, sources } = openedFiles(files);
  const { name } = mentionAt(context.text, position)!;
  try {
    const { changes = {} } = renameEdits(context, name, newName, others);
    const parts = Object.entries(sources).map(([file, source]) => {
      const lines = source.split('\n');
      const edits = (changes[uriOf(file)] ?? []).toSorted(
        (a, b) =>
          b.range.start.line - a.range.start.line ||
          b.range.start.character - a.range.start.character,
      );
      for (const { range, newText } of edits) {
        const { start, end } = range;
        const line = lines[start.line]!;
        lines[start.line] = line.slice(0, start.character) + newText + line.slice(end.character);
      }
      return lines.join('\n');
    });
    return parts.join('\n---\n');
  } catch (error) {
    return (error as Error).message;
  }
}

const FILES = {
  'printer.cfg': [
    '[include macros.cfg]',
    '[idle_timeout]',
    'gcode: park X=1',
    '[gcode_macro START]',
    'gcode:',
    '  {% if x %}PA<|>RK{% endif %}',
    '  SET_GCODE_VARIABLE MACRO=PARK VARIABLE=z VALUE=1',
    '  G1 X{printer["gcode_macro PARK"].z} ; PARK',
    '  M117 PARK',
    '[gcode_macro PAUSE]',
    'rename_existing: BASE_PAUSE',
    'gcode:',
    '  BASE_PAUSE',
  ].join('\n'),
  'macros.cfg': '# my macros\n[gcode_macro Park]\nvariable_z: 1\ngcode:\n  G28',
};

describe('a macro', () => {
  test('is defined by its section, in whatever file', () => {
    expect(definitionAt(FILES)).toEqual(['macros.cfg 2:14–18']);
  });

  test('is mentioned where it is called, set and read, in all files', () => {
    expect(referencesAt(FILES)).toEqual([
      'printer.cfg 3:8–12',
      'printer.cfg 6:13–17',
      'printer.cfg 7:28–32',
      'printer.cfg 8:29–33',
      'macros.cfg 2:14–18',
    ]);
  });

  test('is renamed in all of them, and nowhere else', () => {
    expect(renamed(FILES, 'GO_AWAY')).toMatchInlineSnapshot(`
      "[include macros.cfg]
      [idle_timeout]
      gcode: go_away X=1
      [gcode_macro START]
      gcode:
        {% if x %}GO_AWAY{% endif %}
        SET_GCODE_VARIABLE MACRO=GO_AWAY VARIABLE=z VALUE=1
        G1 X{printer["gcode_macro GO_AWAY"].z} ; PARK
        M117 PARK
      [gcode_macro PAUSE]
      rename_existing: BASE_PAUSE
      gcode:
        BASE_PAUSE
      ---
      # my macros
      [gcode_macro GO_AWAY]
      variable_z: 1
      gcode:
        G28"
    `);
  });

  test('keeps what it renames findable', () => {
    const at = (line: string) =>
      ['[gcode_macro PAUSE]', 'rename_existing: BASE_PAUSE', 'gcode:', line].join('\n');
    expect(definitionAt(at('  BASE_PA<|>USE'))).toEqual(['printer.cfg 2:18–28']);
    expect(renamed(at('  BASE_PA<|>USE'), 'OLD_PAUSE')).toBe(
      '[gcode_macro PAUSE]\nrename_existing: OLD_PAUSE\ngcode:\n  OLD_PAUSE',
    );
  });

  test('is called in open G-code too', () => {
    const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 4 } };
    const { context } = openedFiles(FILES);
    const others = new Map([['file:///a.gcode', [range]]]);
    const { changes } = renameEdits(context, 'PARK', 'HIDE', others);
    expect(changes?.['file:///a.gcode']).toEqual([{ range, newText: 'HIDE' }]);
  });

  test.each([
    ['signs', 'GO-AWAY'],
    ['a digit first', '1GO'],
    ['a digit second', 'G1_AWAY'],
    ['nothing', ''],
    ['the name of another macro', 'start'],
    ["a command of Klipper's own", 'BED_MESH_CALIBRATE'],
    ['a code', 'M600'],
  ])('cannot be renamed to %s', (_name, newName) => {
    expect(renamed(FILES, newName)).toMatch(/^[A-Z"][^\n]+\.$/);
  });

  test('says why it cannot be renamed', () => {
    const pause = '[gcode_macro PA<|>USE]\nrename_existing: BASE_PAUSE\ngcode:\n  G28';
    expect(
      ['GO-AWAY', 'start', 'BED_MESH_CALIBRATE', 'M600'].map((name) => renamed(FILES, name)),
    ).toMatchInlineSnapshot(`
      [
        ""GO-AWAY" is no name that Klipper takes: write letters, digits and _, beginning with two letters, or a letter and a number such as M600.",
        "The configuration has a macro START already; choose another name.",
        "Klipper has a command BED_MESH_CALIBRATE of its own; choose another name, or add rename_existing to the macro first.",
        "PARK cannot become M600, because names such as M600 are called with letters (X1) and all others with words (X=1).",
      ]
    `);
    expect(renamed(pause, 'HALT')).toMatchInlineSnapshot(
      `"PAUSE takes the place of a command of Klipper's own (rename_existing), so it must keep its name."`,
    );
    expect(renamed('[gcode_macro A]\ngcode:\n  G2<|>8', 'G29')).toMatchInlineSnapshot(
      `"No section [gcode_macro G28] is in this configuration, and only macros can be renamed."`,
    );
  });
});

describe('an include', () => {
  const files = {
    'printer.cfg': '[include macros.cfg]\n[include *.c<|>fg]\n[include nothing.cfg]',
    'macros.cfg': '',
  };

  test('leads to its files', () => {
    expect(definitionAt({ ...files, 'printer.cfg': '[include macr<|>os.cfg]' })).toEqual([
      'macros.cfg 1:1–1',
    ]);
  });

  test('is a link where it is one file', () => {
    const links = documentLinks(openedFiles(files).context);
    expect(links.map(({ range, target }) => [range.start.line, target])).toEqual([
      [0, uriOf('macros.cfg')],
    ]);
  });
});

test('nothing is defined by what is no macro', () => {
  expect(definitionAt('[printer]\nkinema<|>tics: none')).toEqual([]);
  expect(definitionAt('[delayed_gcode a]\ngcode:\n  G2<|>8')).toEqual([]);
});
