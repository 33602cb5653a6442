import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Range } from 'vscode-languageserver';
import { textFromBytes } from '#core/gcode/text';
import { checkedReading } from '#core/rules/checkedReading';
import {
  SEMANTIC_TOKENS_LEGEND,
  semanticTokens,
} from '../../../server/src/features/semanticTokens.ts';
import { bytesOf, gcodeText } from '../../support/gcodeText.ts';

interface Token {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** What the protocol's differences stand for. */
function tokensOf(source: string, range: Range, chunkBytes?: number): Token[] {
  const text = textFromBytes(bytesOf(source), chunkBytes);
  const { data } = semanticTokens(checkedReading(text, { flavor: 'klipper' }).finish(), range);
  const tokens: Token[] = [];
  let line = 0;
  let column = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [deltaLine, deltaColumn, length, type, modifiers] = data.slice(i, i + 5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    line += deltaLine;
    column = deltaLine === 0 ? column + deltaColumn : deltaColumn;
    const names = SEMANTIC_TOKENS_LEGEND.tokenModifiers.filter((_, bit) => (modifiers >> bit) & 1);
    const name = [SEMANTIC_TOKENS_LEGEND.tokenTypes[type], ...names].join('.');
    tokens.push({ line, start: column, end: column + length, name });
  }
  return tokens;
}

function lines(first: number, last: number): Range {
  return { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
}

/** One row a line: each token's text and type. */
function coloured(source: string, range: Range = lines(0, 100), chunkBytes?: number): string {
  const rows = source.split(/\r\n|\r|\n/);
  const shown: string[] = [];
  for (const { line, start, end, name } of tokensOf(source, range, chunkBytes)) {
    shown[line] = `${shown[line] ?? `${line + 1}:`} ${rows[line]!.slice(start, end)}→${name}`;
  }
  return shown.filter(Boolean).join('\n');
}

test('tells commands, letters, numbers and comments apart', () => {
  expect(
    coloured('G1 X10 Y-.5 E0.04 ; perimeter\nM104 S210\nG28 X Y\n  g1x1y2\nN3 G1 X8*99\nT0'),
  ).toMatchInlineSnapshot(`
    "1: G1→function X→parameter 10→number Y→parameter -.5→number E→parameter 0.04→number ; perimeter→comment
    2: M104→keyword S→parameter 210→number
    3: G28→function X→parameter Y→parameter
    4: g1→function x→parameter 1→number y→parameter 2→number
    5: G1→function X→parameter 8→number
    6: T0→keyword"
  `);
});

test('colours words and free text', () => {
  expect(
    coloured(
      "SET_VELOCITY_LIMIT ACCEL=3000\nEXCLUDE_OBJECT_START NAME='my cube' ; x\nM117 hello; x\nSTART_PRINT BED=60 MATERIAL=PLA",
    ),
  ).toMatchInlineSnapshot(`
    "1: SET_VELOCITY_LIMIT→function ACCEL→property 3000→number
    2: EXCLUDE_OBJECT_START→keyword NAME→property 'my cube'→string ; x→comment
    3: M117→keyword hello→string ; x→comment
    4: START_PRINT→keyword BED→property 60→number MATERIAL→property PLA→string"
  `);
});

test('sets marks apart from comments', () => {
  expect(
    coloured(
      ';LAYER_CHANGE\n;Z:0.2\n;HEIGHT:0.2\n;TYPE:External perimeter\n; printing object a\n; just a comment\n; thumbnail begin 16x16 24\n;TYPE:x\n; thumbnail end',
    ),
  ).toMatchInlineSnapshot(`
    "1: ;LAYER_CHANGE→namespace.declaration
    2: ;Z:0.2→namespace.documentation
    3: ;HEIGHT:0.2→comment.documentation
    4: ;TYPE:External perimeter→decorator.declaration
    5: ; printing object a→class.declaration
    6: ; just a comment→comment
    7: ; thumbnail begin 16x16 24→comment.documentation
    8: ;TYPE:x→comment
    9: ; thumbnail end→comment.documentation"
  `);
});

test('counts columns in UTF-16 units', () => {
  expect(coloured("EXCLUDE_OBJECT_START NAME='wür😀fel' ; grün\nG1 X1 ; é")).toMatchInlineSnapshot(`
    "1: EXCLUDE_OBJECT_START→keyword NAME→property 'wür😀fel'→string ; grün→comment
    2: G1→function X→parameter 1→number ; é→comment"
  `);
});

test('keeps to the lines of the range, wherever chunks end', () => {
  const source = Array.from({ length: 20 }, (_, i) => `G1 X${i}`).join('\n');
  const whole = coloured(source, lines(0, 19));
  expect(coloured(source, lines(0, 19), 16)).toBe(whole);
  expect(coloured(source, lines(5, 7), 16)).toBe(whole.split('\n').slice(5, 8).join('\n'));
  expect(tokensOf(source, lines(500, 600))).toEqual([]);
  expect(tokensOf(source, lines(-5, 0))).toHaveLength(3);
});

test('ends behind 10,000 lines and passes over endless ones', () => {
  const many = 'G1 X1\n'.repeat(10_050);
  expect(tokensOf(many, lines(0, 20_000)).at(-1)!.line).toBe(9_999);
  expect(tokensOf(`G1${' X1'.repeat(2_000)}\nG1 X1`, lines(0, 1)).map(({ line }) => line)).toEqual([
    1, 1, 1,
  ]);
});

test('gives tokens in order that lie inside their lines and do not overlap', () => {
  fc.assert(
    fc.property(gcodeText(), fc.nat(70), fc.nat(70), (source, first, count) => {
      const rows = source.split(/\r\n|\r|\n/);
      let before: Token = { line: -1, start: 0, end: 0, name: '' };
      for (const token of tokensOf(source, lines(first, first + count), 64)) {
        expect(token.line).toBeGreaterThanOrEqual(Math.max(first, before.line));
        expect(token.line).toBeLessThanOrEqual(first + count);
        if (token.line === before.line) expect(token.start).toBeGreaterThanOrEqual(before.end);
        expect(token.end).toBeGreaterThan(token.start);
        expect(token.end).toBeLessThanOrEqual(rows[token.line]!.length);
        before = token;
      }
    }),
  );
});
