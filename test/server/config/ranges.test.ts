import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Position } from 'vscode-languageserver';
import { configCompletion } from '../../../server/src/config/completion.ts';
import type { ConfigContext } from '../../../server/src/config/configContext.ts';
import { configDefinition } from '../../../server/src/config/definition.ts';
import { configDiagnostic, configProblems } from '../../../server/src/config/diagnostics.ts';
import { documentLinks } from '../../../server/src/config/documentLinks.ts';
import { configSymbols } from '../../../server/src/config/documentSymbols.ts';
import { configFoldingRanges } from '../../../server/src/config/folding.ts';
import { configHover } from '../../../server/src/config/hover.ts';
import { mentionAt, mentionsOf } from '../../../server/src/config/macroPlaces.ts';
import { configQuickFixes } from '../../../server/src/config/quickFixes.ts';
import { openedFiles } from '../../support/configFiles.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

const HEADERS = [
  ...[
    '[printer]',
    '[gcode_macro A]',
    '[ gcode_macro  B ]',
    '[include printer.cfg]',
    '[include *.cfg]',
  ],
  ...['[', ']', '[]', '[fann]', '[stepper_x', '[gcode_macro PAUSE] x'],
];
const OPTIONS = [
  ...['kinematics: corexy', 'kinematcis = x', 'pin: ^!PA1', 'rename_existing: C', 'variable_x: 1'],
  ...['# note', '; note', ' ', '', ':', '= 5', 'max_velocity: 1 # x', 'kin', 'serial: 🖨️'],
];
const BODY = [
  ...[
    'A X=1',
    '{% if x %}B{% endif %}',
    '{% set y = {',
    'G1 X{params.X} Y',
    '}',
    'C',
    '{params.',
    '{% set z = ',
  ],
  ...[
    '"b": params.Y|default(3) } %}',
    'M117 {"gcode_macro A"}',
    'SET_GCODE_VARIABLE MACRO=A',
    '🖨️ A',
    '{🖨️',
  ],
];
const OTHERS = [
  ...['ünïcödé: 🖨️', '\u2063', '\0', '\ufeff', '\tB'],
  '#*# <---------------------- SAVE_CONFIG ---------------------->',
  '#*# DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated.',
  ...['#*#', '#*# [printer]', '#*# max_accel = 1', '#*# \t 1, 2'],
];

const odd = fc.string({ unit: 'binary', maxLength: 12 });
const bodyLine = fc
  .tuple(
    fc.constantFrom('  ', '\t', ' '),
    fc.oneof(fc.constantFrom(...BODY), odd),
    fc.constantFrom('', ' ', ' # x'),
  )
  .map((parts) => parts.join(''));
const section = fc
  .tuple(
    fc.constantFrom(...HEADERS),
    fc.array(fc.constantFrom(...OPTIONS), { maxLength: 3 }),
    fc.constantFrom('gcode:', 'gcode: A', 'press_gcode=', ''),
    fc.array(bodyLine, { maxLength: 4 }),
  )
  .map((parts) => parts.flat());
const configText = fc
  .tuple(
    fc.array(
      fc.oneof(
        section,
        section,
        fc.array(fc.oneof(fc.constantFrom(...OTHERS), odd), { maxLength: 4 }),
      ),
      {
        maxLength: 5,
      },
    ),
    fc.constantFrom('\n', '\n', '\r\n', '\r'),
  )
  .map(([parts, lineEnd]) => parts.flat().join(lineEnd).replaceAll('<|>', ''));

/** Anywhere in a text, and now and then outside of it. */
const place = fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(0, 0, 0, 0, -1, 1, 1e9));

function positionIn(
  lines: readonly string[],
  [line, column, off]: [number, number, number],
): Position {
  const inside = line % lines.length;
  return { line: inside + off, character: (column % (lines[inside]!.length + 1)) + off };
}

test('every range of every answer lies inside the document', () => {
  fc.assert(
    fc.property(configText, fc.array(place, { minLength: 1, maxLength: 6 }), (text, places) => {
      const { context } = openedFiles({ 'printer.cfg': text, 'more.cfg': '' });
      const lines = text.split(/\r\n|\n|\r/);
      const isInside = ({ line, character }: Position) =>
        line >= 0 && line < lines.length && character >= 0 && character <= lines[line]!.length;
      const problems = configProblems(context, {}).get(context.text.path) ?? [];
      const all = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
      const answers = [
        configSymbols(context.text),
        ...places.map((place) => answersAt(context, positionIn(lines, place))),
        documentLinks(context),
        problems.map((problem) => configDiagnostic(problem, context.text)),
        configQuickFixes(context, problems, all),
      ];
      const outside = rangesIn(answers).filter(
        ({ start, end }) =>
          !isInside(start) ||
          !isInside(end) ||
          start.line > end.line ||
          (start.line === end.line && start.character > end.character),
      );
      expect(outside).toEqual([]);
      for (const { startLine, endLine } of configFoldingRanges(context.text)) {
        expect(startLine).toBeLessThan(endLine);
        expect(endLine).toBeLessThan(lines.length);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
});

function answersAt(context: ConfigContext, position: Position): unknown {
  const mention = mentionAt(context.text, position);
  return [
    configHover(context, position),
    configCompletion(context, position),
    configDefinition(context, position).filter(({ uri }) => uri === context.text.uri),
    mention ? mentionsOf(context, mention.name, true) : [],
  ];
}

test('a symbol holds its name and its children', () => {
  fc.assert(
    fc.property(configText, (text) => {
      for (const { name, range, selectionRange, children } of configSymbols(
        openedFiles(text).context.text,
      )) {
        expect(name).not.toBe('');
        for (const inner of [
          selectionRange,
          ...(children ?? []).flatMap((child) => [child.range]),
        ]) {
          expect(inner.start.line).toBeGreaterThanOrEqual(range.start.line);
          expect(inner.end.line).toBeLessThanOrEqual(range.end.line);
        }
      }
    }),
    { numRuns: propertyRuns(100) },
  );
});

interface AnyRange {
  readonly start: Position;
  readonly end: Position;
}

/** Everything in an answer that has a start and an end. */
function rangesIn(value: unknown): AnyRange[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(rangesIn);
  return 'start' in value && 'end' in value ? [value as AnyRange, ...inner] : inner;
}
