import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import textmate from 'vscode-textmate';
import { type GrammarName, grammarPath, loadGrammar } from './tokenize.ts';

/** `editor.maxTokenizationLineLength` of VS Code: longer lines are not tokenized at all. */
const LONGEST_LINE = 20_000;

const NAMES: readonly GrammarName[] = ['gcode', 'klipper-config'];
const files = await Promise.all(NAMES.map((name) => readFile(grammarPath(name), 'utf8')));
const expressions = [...new Set(files.flatMap((file) => expressionsOf(JSON.parse(file))))];

test('the grammars hold expressions to look at', () => {
  expect(expressions.length).toBeGreaterThan(80);
});

test.each(expressions)('%s repeats no group that repeats', (expression) => {
  expect(nestedRepeat(expression)).toBeUndefined();
});

test.each(expressions)(
  '%s begins with a repeat only where a search cannot retry it',
  (expression) => {
    expect(expression).not.toMatch(/^(?:\((?:\?:|\?i:)?)*(?:\.|\\[swd]|\[[^\]]*\])[*+]/);
  },
);

test.each([
  ['(a+)+$', '(a+)+'],
  ['^(?:a|b*)*', '(?:a|b*)*'],
  ['(\\s*x){2,}', '(\\s*x){2,}'],
  ['((a*)b)+', '((a*)b)+'],
  ['([^\\])]+,)*', '([^\\])]+,)*'],
])('%s is found to repeat a repeat', (expression, found) => {
  expect(nestedRepeat(expression)).toBe(found);
});

test.each(['\\d+(?:\\.\\d*)?', '[(a+)]+', '\\(a+\\)+', '(ab)+', '(a+){1}', '(?:_[A-Z]+)?x*'])(
  '%s is found to be harmless',
  (expression) => {
    expect(nestedRepeat(expression)).toBeUndefined();
  },
);

const PIECES = [
  ';',
  '(',
  ')',
  '[',
  '{',
  '"',
  "'",
  '=',
  '*',
  '*1',
  ' ',
  '\t',
  'X',
  'X1',
  '1',
  '.',
  '-',
  '1.',
  'A ',
  '[a',
  '{a',
  'A=',
  'A="',
  'a b',
  '; ',
  '; a',
  ' id:0 copy 0',
  'iVBORw0KGgo+/AAAA',
  '\u{1f525}',
  '\\',
  '_',
];
const HEADS = ['', 'G1 ', 'M117 ', 'SET_PIN A=', '; a', ';TYPE:', '; thumbnail begin '];
const CONFIG_HEADS = ['[', 'a', 'gcode: ', 'gcode: {% ', 'pin: ', 'variable_a: ', '#*# ', '#*# ['];

test.each([
  ['gcode', HEADS],
  ['klipper-config', [...HEADS, ...CONFIG_HEADS]],
] as const)(
  'every line of %s, however odd, is tokenized to its end',
  async (name, heads) => {
    const grammar = await loadGrammar(name);
    let slowest = { milliseconds: 0, line: '' };
    for (const head of heads) {
      for (const piece of PIECES) {
        const line = `${(head + piece.repeat(LONGEST_LINE)).slice(0, LONGEST_LINE - 1)}x`;
        const from = performance.now();
        const { tokens, stoppedEarly } = grammar.tokenizeLine(line, textmate.INITIAL);
        const milliseconds = performance.now() - from;
        if (slowest.milliseconds < milliseconds) slowest = { milliseconds, line };
        expect(stoppedEarly).toBe(false);
        expect(tokens[0]?.startIndex).toBe(0);
        expect(tokens.at(-1)?.endIndex).toBeGreaterThanOrEqual(line.length);
      }
    }
    // Printed, not asserted: a time says more about the machine than about the grammar.
    console.info(`slowest: ${slowest.milliseconds.toFixed(0)} ms, ${slowest.line.slice(0, 40)}…`);
  },
  60_000,
);

function expressionsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' && ['match', 'begin', 'end', 'while'].includes(key)
      ? [value]
      : expressionsOf(value),
  );
}

/** The first group that has `*`, `+` or `{n,}` inside and behind it: its time can grow as 2ⁿ. */
function nestedRepeat(expression: string): string | undefined {
  const open: { start: number; repeats: boolean }[] = [{ start: 0, repeats: false }];
  let closed: { start: number; repeats: boolean } | undefined;
  for (const { 0: token, index } of expression.matchAll(
    /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[\s\S]/gu,
  )) {
    if (token === '(') open.push({ start: index, repeats: false });
    const isRepeat = token === '*' || token === '+' || /^\{\d+,\}$/.test(token);
    if (isRepeat) {
      if (closed?.repeats) return expression.slice(closed.start, index + token.length);
      for (const group of open) group.repeats = true;
    }
    closed = token === ')' ? open.pop() : undefined;
  }
  return undefined;
}
