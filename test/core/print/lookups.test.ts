import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteOfLine, textFromBytes } from '#core/gcode/text';
import { layerOfByte, lineOfMove, movesBeforeLine } from '#core/print/lookups';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { machineStateBeforeLine, stateBeforeLine } from '#core/print/stateReport';
import { bytesOf, gcodeText } from '../../support/gcodeText.ts';

function read(text: string, chunkBytes = 64) {
  return new Reading(
    textFromBytes(bytesOf(text), chunkBytes),
    { flavor: 'klipper' },
    NO_COMPANION,
  ).finish();
}

describe('look-ups', () => {
  test('moves and lines', () => {
    const reading = read('G28\nG1 X1\n;\nG1 X2 E1\nM104 S0\nG1 E-1\nG1 F300\n');
    expect([0, 1, 2, 3].map((move) => lineOfMove(reading, move))).toEqual([1, 3, 5, -1]);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((line) => movesBeforeLine(reading, line))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3,
    ]);
  });

  test('the line of a move comes behind exactly that many moves', () => {
    fc.assert(
      fc.property(gcodeText(), (text) => {
        const reading = read(text);
        const moves = movesBeforeLine(reading, reading.text.lineCount);
        for (let move = 0; move < moves; move++) {
          const line = lineOfMove(reading, move);
          expect(movesBeforeLine(reading, line)).toBe(move);
          expect(movesBeforeLine(reading, line + 1)).toBe(move + 1);
        }
        expect(lineOfMove(reading, moves)).toBe(-1);
      }),
    );
  });

  test('a line is the same whatever was asked before', () => {
    const lines = fc.array(fc.nat(70), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(gcodeText(), lines, (text, asked) => {
        const reading = read(text, 300);
        for (const line of asked) {
          const answer = stateBeforeLine(reading, line);
          expect(answer).toEqual(stateBeforeLine(read(text, 300), line));
          expect(machineStateBeforeLine(reading, line)).toEqual(
            machineStateBeforeLine(read(text, 300), line),
          );
        }
      }),
    );
  });

  test('the layer of a byte is the layer of its line', () => {
    fc.assert(
      fc.property(gcodeText(), (text) => {
        const reading = read(text);
        reading.print().layers.forEach((layer, index) => {
          expect(layerOfByte(reading, byteOfLine(reading.text, layer.firstLine))).toBe(index);
          expect(layerOfByte(reading, byteOfLine(reading.text, layer.lastLine + 1) - 1)).toBe(
            index,
          );
        });
      }),
    );
  });
});
