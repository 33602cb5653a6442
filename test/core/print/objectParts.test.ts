import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textFromBytes } from '#core/gcode/text';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { bytesOf, gcodeText } from '../../support/gcodeText.ts';

/** The parts as rows: object, feature, lines, height and box, mm. */
function partsOf(text: string, chunkBytes?: number): string[] {
  const bytes = textFromBytes(bytesOf(text), chunkBytes);
  const reading = new Reading(bytes, { flavor: 'klipper' }, NO_COMPANION).finish();
  const { parts } = reading.print();
  return parts.firstLine.map((first, part) => {
    const { name = -1, verbose } = parts.feature[part] ?? {};
    const word = verbose ? 'in words' : (reading.names.list[name] ?? 'none');
    const box = [parts.minX, parts.minY, parts.maxX, parts.maxY].map((each) => each[part]! / 1e6);
    return `${parts.object[part]?.name} ${word} ${first}-${parts.lastLine[part]} z ${parts.height[part]! / 1e6} box ${box.join(' ')}`;
  });
}

/** Without the lines: whether lines that print nothing belong to a part is left open. */
function printed(parts: readonly string[]): string[] {
  return parts.map((part) => part.replace(/ \d+-\d+ z/, ''));
}

test('a part is what is printed of one object in one layer and feature', () => {
  const text = `G28
M83
;LAYER_CHANGE
G1 Z.2
; printing object a
;TYPE:Perimeter
G1 X10 Y10
G1 X20 E1
;TYPE:Infill
G1 Y15 E1
; stop printing object a
G1 X90 E1
; printing object b
G1 X50 Y50
G1 X60 E1
;LAYER_CHANGE
G1 Z.4
G1 Y60 E1
;TYPE:Perimeter
G1 X0 E1
G1 Z.6
G1 X5 E1
; stop printing object b
`;
  expect(printed(partsOf(text, 1))).toEqual(printed(partsOf(text)));
  expect(partsOf(text)).toMatchInlineSnapshot(`
    [
      "a Perimeter 5-7 z 0.2 box 10 10 20 10",
      "a Infill 8-9 z 0.2 box 20 10 20 15",
      "b Infill 12-14 z 0.2 box 50 50 60 50",
      "b Infill 15-17 z 0.4 box 60 50 60 60",
      "b Perimeter 18-21 z 0.6 box 0 60 60 60",
    ]
  `);
});

test('parts are the same however the file is cut into chunks', () => {
  fc.assert(
    fc.property(gcodeText(), fc.integer({ min: 1, max: 300 }), (text, chunkBytes) => {
      const labelled = `;LAYER_CHANGE\n${text.replace(/\bM104 S210\b/g, '; printing object b')}`;
      expect(printed(partsOf(labelled, chunkBytes))).toEqual(printed(partsOf(labelled)));
    }),
  );
});
