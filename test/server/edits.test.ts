import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOfRange, editText, type GcodeText, textFromBytes } from '#core/gcode/text';
import { editsOfChanges } from '../../server/src/edits.ts';
import { byteOfPosition, lineText } from '../../server/src/positions.ts';
import { bytesOf, gcodeText } from '../support/gcodeText.ts';
import { propertyRuns } from '../support/propertyRuns.ts';

interface Change {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}
interface Place {
  readonly line: number;
  readonly character: number;
}

function content(text: GcodeText): string {
  return new TextDecoder().decode(bytesOfRange(text, 0, text.byteCount));
}

function oneByOne(text: GcodeText, changes: readonly Change[]): GcodeText {
  return changes.reduce((before, { range, text: inserted }) => {
    const startByte = byteOfPosition(before, range.start);
    const endByte = byteOfPosition(before, range.end);
    return editText(before, { startByte, endByte, inserted: bytesOf(inserted) }).text;
  }, text);
}

function together(text: GcodeText, changes: readonly Change[]): GcodeText | undefined {
  return editsOfChanges(text, changes)?.reduce((before, edit) => editText(before, edit).text, text);
}

const place = fc.record({ line: fc.nat(30), character: fc.nat(12) });
const change = fc.record({
  range: fc.tuple(place, place).map(([a, b]) => {
    const isInOrder = a.line < b.line || (a.line === b.line && a.character <= b.character);
    return isInOrder ? { start: a, end: b } : { start: b, end: a };
  }),
  text: gcodeText(2),
});

/** The place as an editor would name it: inside the text. */
function inside(text: GcodeText, { line, character }: Place): Place {
  const row = Math.min(line, Math.max(0, text.lineCount - 1));
  return { line: row, character: Math.min(character, lineText(text, row).length) };
}

/** From the last in the text to the first, as editors send what was done at once. */
function lastFirst(changes: readonly Change[]): Change[] {
  return changes.toSorted(
    (a, b) =>
      b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
  );
}

describe('the changes of one notification', () => {
  test('give the same text together as one by one', () => {
    fc.assert(
      fc.property(
        gcodeText(30),
        fc.array(change, { maxLength: 6 }),
        fc.constantFrom(8, 64, 4096),
        (content_, changes, chunkBytes) => {
          const text = textFromBytes(bytesOf(content_), chunkBytes);
          const sorted = lastFirst(
            changes.map(({ range: { start, end }, text: inserted }) => ({
              range: { start: inside(text, start), end: inside(text, end) },
              text: inserted,
            })),
          );
          const result = together(text, sorted);
          if (result) expect(content(result)).toBe(content(oneByOne(text, sorted)));
        },
      ),
      { numRuns: propertyRuns(200) },
    );
  });

  test('become one edit for each chunk where they lie apart', () => {
    const text = textFromBytes(bytesOf('G1 X1 F1800\n'.repeat(200)), 480);
    const range = (line: number) => ({
      start: { line, character: 6 },
      end: { line, character: 11 },
    });
    const changes = Array.from({ length: 200 }, (_, i) => ({ range: range(199 - i), text: 'F9' }));
    expect(editsOfChanges(text, changes)).toHaveLength(5);
    expect(content(together(text, changes)!)).toBe('G1 X1 F9\n'.repeat(200));
  });

  test.each([
    ['that stand in the order of the text', [0, 1]],
    ['that overlap', [1, 1]],
  ])('%s are applied one by one', (_, lines) => {
    const text = textFromBytes(bytesOf('G28\nG29\n'));
    const changes = lines.map((line) => ({
      range: { start: { line, character: 0 }, end: { line, character: 2 } },
      text: 'M',
    }));
    expect(editsOfChanges(text, changes)).toBeUndefined();
  });

  test('that replace the whole text are applied one by one', () => {
    expect(editsOfChanges(textFromBytes(bytesOf('G28')), [{ text: 'G29' }])).toBeUndefined();
  });
});
