import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Position, Range, SelectionRange } from 'vscode-languageserver';
import { textFromBytes } from '#core/gcode/text';
import { checkedReading } from '#core/rules/checkedReading';
import { selectionRanges } from '../../../server/src/features/selectionRanges.ts';
import { bytesOf, gcodeText } from '../../support/gcodeText.ts';

function rangesAt(source: string, position: Position): Range[] {
  const text = textFromBytes(bytesOf(source));
  const reading = checkedReading(text, { flavor: 'klipper' }).finish();
  const answers = selectionRanges(reading, [position]);
  expect(answers).toHaveLength(1);
  const ranges: Range[] = [];
  for (let step: SelectionRange | undefined = answers[0]; step; step = step.parent)
    ranges.push(step.range);
  return ranges;
}

/** The steps at `<|>`: the text of those inside a line, first and last line (from 1) of the others. */
function steps(marked: string): string[] {
  const before = marked.slice(0, marked.indexOf('<|>')).split('\n');
  const source = marked.replace('<|>', '');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const lines = source.split('\n');
  return rangesAt(source, position).map(({ start, end }) =>
    start.line === end.line
      ? lines[start.line]!.slice(start.character, end.character)
      : `${start.line + 1}–${end.line + 1}`,
  );
}

const FILE = [
  'G28',
  ';LAYER_CHANGE',
  ';TYPE:Perimeter',
  'G1 X1 E1',
  ';TYPE:Gap fill',
  '  G1 X1<|>0 Y5 E1 ; fill',
  ';LAYER_CHANGE',
  'G1 X1 E1',
  'M104 S0',
  'M84',
];

test('grows from the number to the file', () => {
  expect(steps(FILE.join('\n'))).toMatchInlineSnapshot(`
    [
      "10",
      "X10",
      "G1 X10 Y5 E1",
      "  G1 X10 Y5 E1 ; fill",
      "5–6",
      "2–6",
      "2–8",
      "1–10",
    ]
  `);
});

test.each([
  ['a letter', 'G1 <|>X10', ['X', 'X10', 'G1 X10']],
  ['a number', 'G1 X10<|>', ['10', 'X10', 'G1 X10']],
  ['neighbours without a blank', 'G1X10<|>Y5', ['Y', 'Y5', 'G1X10Y5']],
  ['a command', 'G<|>1 X10', ['G1', 'G1 X10']],
  ['a blank', 'G1 X10 <|> Y1', ['G1 X10  Y1']],
  ['a letter alone', 'G28 X<|>', ['X', 'G28 X']],
  ['a word', 'SET_VELOCITY_LIMIT AC<|>CEL=1', ['ACCEL', 'ACCEL=1', 'SET_VELOCITY_LIMIT ACCEL=1']],
  ['a value', "A_B NAME='x <|>y' Z=1", ["'x y'", "NAME='x y'", "A_B NAME='x y' Z=1"]],
  ['free text', 'M117 he<|>llo', ['M117 hello']],
  ['a comment', 'G1 X1 ; b<|>y hand', ['; by hand', 'G1 X1 ; by hand']],
  ['a line of blanks', '  <|>  ', ['    ']],
  ['an empty text', '<|>', ['']],
  ['the place behind the last line end', 'G1\n<|>', ['1–2']],
])('begins at %s', (_name, marked, expected) => {
  expect(steps(marked)).toEqual(expected);
});

function before(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

test('nests strictly, inside the text, around the cursor', () => {
  const place = fc.record({
    line: fc.integer({ min: -2, max: 70 }),
    character: fc.integer({ min: -2, max: 40 }),
  });
  fc.assert(
    fc.property(gcodeText(), place, (source, position) => {
      const lines = source.split(/\r\n|\r|\n/);
      const ranges = rangesAt(source, position);
      const length = lines[position.line]?.length ?? -1;
      for (const [i, { start, end }] of ranges.entries()) {
        expect(before(start, end)).toBe(true);
        expect(end.line).toBeLessThan(lines.length);
        expect(end.character).toBeLessThanOrEqual(lines[end.line]!.length);
        if (position.character >= 0 && position.character <= length) {
          expect(before(start, position)).toBe(true);
          expect(before(position, end)).toBe(true);
        }
        const inner = ranges[i - 1];
        if (!inner) continue;
        expect(before(start, inner.start) && before(inner.end, end)).toBe(true);
        expect({ start, end }).not.toEqual(inner);
      }
    }),
  );
});
