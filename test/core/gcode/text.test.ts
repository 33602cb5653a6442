import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byteOfLine,
  bytesOfRange,
  editText,
  type GcodeText,
  lineOfByte,
  locateLine,
  textBuilder,
  textFromBytes,
} from '#core/gcode/text';
import { anyBytes, bytesOf } from '../../support/gcodeText.ts';

/** The lines of a text as the editor would show them, found by the simplest means. */
function linesOf(bytes: Uint8Array): string[] {
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\n|\r/);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

function expectText(text: GcodeText, bytes: Uint8Array): void {
  const lines = linesOf(bytes);
  expect(text.lineCount).toBe(lines.length);
  expect(Buffer.from(bytesOfRange(text, 0, text.byteCount))).toEqual(Buffer.from(bytes));
  lines.forEach((line, index) => {
    const place = locateLine(text, index);
    expect(Buffer.from(place!.bytes.subarray(place!.start, place!.end)).toString('latin1')).toBe(
      line,
    );
    expect(lineOfByte(text, byteOfLine(text, index))).toBe(index);
  });
}

describe('text', () => {
  test('lines end with \\n, \\r\\n or \\r', () => {
    expectText(textFromBytes(bytesOf('a\nb\r\nc\rd')), bytesOf('a\nb\r\nc\rd'));
    expect(textFromBytes(bytesOf('')).lineCount).toBe(0);
    expect(textFromBytes(bytesOf('\n')).lineCount).toBe(1);
  });

  test('any bytes, cut into chunks of any size, give the same lines', () => {
    fc.assert(
      fc.property(anyBytes(), fc.integer({ min: 1, max: 50 }), (bytes, chunkBytes) => {
        expectText(textFromBytes(bytes, chunkBytes), bytes);
      }),
    );
  });

  test('a file read in pieces is the file', () => {
    fc.assert(
      fc.property(anyBytes(), fc.integer({ min: 1, max: 40 }), (bytes, pieceBytes) => {
        const builder = textBuilder();
        for (let at = 0; at < bytes.length; at += pieceBytes)
          builder.append(bytes.slice(at, at + pieceBytes));
        expectText(builder.finish(), bytes);
      }),
    );
  });

  test('edits anywhere leave the text that plain splicing leaves', () => {
    const edit = fc.tuple(fc.nat(500), fc.nat(60), anyBytes());
    fc.assert(
      fc.property(
        anyBytes(),
        fc.integer({ min: 1, max: 50 }),
        fc.array(edit, { maxLength: 8 }),
        (bytes, chunkBytes, edits) => {
          let text = textFromBytes(bytes, chunkBytes);
          let plain = Buffer.from(bytes);
          for (const [from, length, inserted] of edits) {
            const startByte = Math.min(from, plain.length);
            const endByte = Math.min(startByte + length, plain.length);
            text = editText(text, { startByte, endByte, inserted }).text;
            plain = Buffer.concat([
              plain.subarray(0, startByte),
              inserted,
              plain.subarray(endByte),
            ]);
          }
          expectText(text, plain);
        },
      ),
    );
  });
});
