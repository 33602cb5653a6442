import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompletionItem, Range } from 'vscode-languageserver';
import type { Firmware } from '#core/commands/firmware';
import { textFromBytes } from '#core/gcode/text';
import { checkedReading } from '#core/rules/checkedReading';
import { completion, resolveCompletion } from '../../../server/src/features/completion.ts';
import { bytesOf, gcodeText } from '../../support/gcodeText.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

interface Answer {
  readonly items: readonly CompletionItem[];
  readonly source: string;
}

/** What is offered at `<|>`, in the order in which an editor shows it. */
function completionAt(marked: string, flavor: Firmware = 'klipper'): Answer {
  const before = marked.slice(0, marked.indexOf('<|>')).split('\n');
  const source = marked.replace('<|>', '');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const reading = checkedReading(textFromBytes(bytesOf(source)), { flavor }).finish();
  const { items } = completion(reading, position);
  const order = (item: CompletionItem) => item.sortText ?? item.label;
  return { items: items.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)), source };
}

function labelsAt(marked: string, flavor?: Firmware): string[] {
  return completionAt(marked, flavor).items.map(({ label }) => label);
}

/** The line as it is when an item was taken. */
function taken(marked: string, label: string, flavor?: Firmware): string {
  const { items, source } = completionAt(marked, flavor);
  const { range, newText } = editOf(items.find((item) => item.label === label)!);
  const line = source.split('\n')[range.start.line]!;
  return line.slice(0, range.start.character) + newText + line.slice(range.end.character);
}

function editOf(item: CompletionItem): { range: Range; newText: string } {
  if (!item.textEdit || !('range' in item.textEdit)) throw new Error('The item has no edit.');
  return item.textEdit;
}

describe('at the start of a line', () => {
  test('the own firmware comes first, what is frequent before that', () => {
    const labels = labelsAt('<|>');
    expect(labels.slice(0, 5)).toEqual(['G1', 'G0', 'G28', 'G92', 'G4']);
    expect(labels.indexOf('SET_PIN')).toBeLessThan(labels.indexOf('M851'));
    const marlin = labelsAt('<|>', 'marlin');
    expect(marlin.indexOf('M851')).toBeLessThan(marlin.indexOf('SET_PIN'));
  });

  test.each([
    ['G1', 'G<|>', 'G28', 'G28'],
    ['the whole word', 'SET_V<|>ELO ACCEL=1', 'SET_VELOCITY_LIMIT', 'SET_VELOCITY_LIMIT ACCEL=1'],
    ['behind blanks', '  M1<|>', 'M104', '  M104'],
    ['behind a line number', 'N12 g<|>', 'G1', 'N12 G1'],
    ['required parameters', '<|>', 'SET_FAN_SPEED', 'SET_FAN_SPEED FAN=$1'],
    ['required letters', 'M30<|>', 'M308', 'M308 S$1'],
    ['a tool', 'T<|>', 'T', 'T$1'],
    ['before parameters', 'SET_FAN<|> FAN=a', 'SET_FAN_SPEED', 'SET_FAN_SPEED FAN=a'],
    ['before a comment', '<|>; x', 'G1', 'G1; x'],
  ])('replaces what is there: %s', (_name, marked, label, line) => {
    expect(taken(marked, label)).toBe(line);
  });

  test('offers the macros of the start G-code, not the word being typed', () => {
    const labels = labelsAt('START_PRINT BED=60\nCLEAN_NOZZLE\nSTAR<|>T_X\n;LAYER:0\nEND_PRINT');
    expect(labels).toContain('START_PRINT');
    expect(labels).toContain('CLEAN_NOZZLE');
    expect(labels).not.toContain('START_X');
    expect(labels).not.toContain('END_PRINT');
  });
});

describe('behind a command', () => {
  test.each([
    ['letters that are not there yet', 'G1 X10 <|>', ['Y', 'Z', 'E', 'F']],
    ['letters of another firmware', 'G1 X1 Y1 Z1 E1 <|>F1', []],
    ['nothing that the firmware ignores', 'M104 S200 <|>', ['T']],
    ['a letter being typed', 'G1 X10 Y<|>', ['Y', 'Z', 'E', 'F']],
    ['nothing inside a number', 'G1 X1<|>0', []],
    ['nothing behind a number', 'G1 X10<|>', []],
    ['nothing in free text', 'M117 <|>hello', []],
    ['nothing in a comment', 'G1 X10 ; <|>', []],
    ['nothing in brackets', 'G1 X10 (<|>', []],
    ['nothing behind what is unknown', 'START_PRINT <|>', []],
    ['nothing in a quoted value', "SET_FAN_SPEED FAN='<|>a' SPEED=1", []],
    ['values of a word', 'RESPOND TYPE=<|>', ['echo', 'echo_no_space', 'command', 'error']],
    ['values of a letter', 'M568 A<|>1', ['0', '1', '2']],
  ])('offers %s', (_name, marked, labels) => {
    const flavor = marked.startsWith('M568') ? 'reprap' : 'klipper';
    expect(labelsAt(marked, flavor)).toEqual(labels);
  });

  test('offers values and letters where both fit', () => {
    expect(labelsAt('M605 S<|>', 'marlin').slice(0, 4)).toEqual(['0', '1', '2', '3']);
    expect(labelsAt('M605 S<|>', 'marlin')).toContain('S');
  });

  test.each([
    ['a letter', 'G1 X10 <|>', 'Y', 'G1 X10 Y'],
    ['the letter typed', 'G1 X10 y<|>', 'Y', 'G1 X10 Y'],
    ['a word', 'SET_VELOCITY_LIMIT <|>', 'ACCEL', 'SET_VELOCITY_LIMIT ACCEL='],
    ['a word begun', 'SET_VELOCITY_LIMIT acc<|>', 'ACCEL', 'SET_VELOCITY_LIMIT ACCEL='],
    ['the name alone', 'SET_VELOCITY_LIMIT AC<|>C=30', 'ACCEL', 'SET_VELOCITY_LIMIT ACCEL=30'],
    ['the value alone', 'RESPOND TYPE=ec<|>x MSG=a', 'echo', 'RESPOND TYPE=echo MSG=a'],
    ['behind wide signs', "RESPOND MSG='ü😀' TY<|>", 'TYPE', "RESPOND MSG='ü😀' TYPE="],
  ])('replaces exactly what is there: %s', (_name, marked, label, line) => {
    expect(taken(marked, label)).toBe(line);
  });

  test('puts what is required first', () => {
    expect(labelsAt('FORCE_MOVE <|>').slice(0, 3)).toEqual(['STEPPER', 'DISTANCE', 'VELOCITY']);
  });
});

describe('in a comment', () => {
  test('offers the marks of the slicer at its start', () => {
    expect(labelsAt(';<|>')).toMatchInlineSnapshot(`
      [
        "HEIGHT:",
        "LAYER_CHANGE",
        "TYPE:",
        "WIDTH:",
        "WIPE_END",
        "WIPE_START",
        "Z:",
        "printing object",
        "stop printing object",
      ]
    `);
    expect(labelsAt(';Generated with Cura_SteamEngine 5.6.0\n;<|>')).toMatchInlineSnapshot(`
      [
        "LAYER:",
        "MESH:",
        "TYPE:",
        "WIPE_SCRIPT_BEGIN",
        "WIPE_SCRIPT_END",
      ]
    `);
    expect(taken(';TY<|>PE:x', 'TYPE:')).toBe(';TYPE:x');
    expect(labelsAt('; made by <|>')).toEqual([]);
    expect(labelsAt('; thumbnail begin 16x16 24\n; <|>\n; thumbnail end')).toEqual([]);
  });

  test('offers the feature words behind TYPE:', () => {
    expect(labelsAt(';TYPE:<|>')).toContain('External perimeter');
    expect(taken(';TYPE:Per<|>imeter', 'Gap fill')).toBe(';TYPE:Gap fill');
  });
});

test('documents an item when it is looked at', () => {
  const [g1] = completionAt('<|>').items;
  expect(g1!.documentation).toBeUndefined();
  expect(resolveCompletion(g1!).documentation).toMatchObject({
    kind: 'markdown',
    value: expect.stringContaining('- F — Speed, kept for the moves that follow.'),
  });
  const type = completionAt('RESPOND <|>').items.find(({ label }) => label === 'TYPE')!;
  expect(resolveCompletion(type).documentation).toMatchObject({
    value: expect.stringContaining('- error — '),
  });
  for (const data of [undefined, null, 1, 'G1', [], { command: 1 }, { command: 'NONE' }])
    expect(resolveCompletion({ label: 'x', data })).toEqual({ label: 'x', data });
});

test('edits the line of the cursor only, around the cursor', () => {
  fc.assert(
    fc.property(
      gcodeText(8),
      fc.integer({ min: -1, max: 9 }),
      fc.nat(30),
      (source, line, column) => {
        const lines = source.split(/\r\n|\r|\n/);
        const text = textFromBytes(bytesOf(source));
        const reading = checkedReading(text, { flavor: 'klipper' }).finish();
        const { items } = completion(reading, { line, character: column });
        const first = items[0] ? editOf(items[0]).range.start.line : 0;
        for (const item of items) {
          const { start, end } = editOf(item).range;
          expect(start.line).toBe(first);
          expect(end.line).toBe(first);
          expect(start.character).toBeLessThanOrEqual(end.character);
          expect(end.character).toBeLessThanOrEqual(lines[first]!.length);
          if (first !== line) continue;
          const cursor = Math.min(column, lines[first]!.length);
          expect(start.character).toBeLessThanOrEqual(cursor);
          expect(end.character).toBeGreaterThanOrEqual(cursor);
        }
      },
    ),
    { numRuns: propertyRuns(100) },
  );
}, 30_000);
