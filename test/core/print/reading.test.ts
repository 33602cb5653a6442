import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editText, type GcodeText, textFromBytes } from '#core/gcode/text';
import {
  featureOutlines,
  layerOutlines,
  objectOutlines,
  sectionOutlines,
  totalsOutline,
} from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { stateBeforeLine } from '#core/print/stateReport';
import type { ChunkFindings } from '#core/rules/check';
import { checkedReading } from '#core/rules/checkedReading';
import { collectProblems } from '#core/rules/problems';
import { anyBytes, bytesOf, gcodeText } from '../../support/gcodeText.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');

/** Everything that is derived from a file, as plain data. */
function everything(reading: Reading<ChunkFindings>) {
  const print = reading.print();
  const { text } = reading;
  const middle = Math.floor(text.lineCount / 2);
  return {
    source: print.source,
    layers: layerOutlines(print, text),
    features: print.layers.map((_layer, index) =>
      featureOutlines(print, index, reading.names, reading.dialect),
    ),
    sections: sectionOutlines(print),
    objects: objectOutlines(print, text),
    totals: totalsOutline(print, undefined),
    outside: [...print.outside],
    blocks: print.blocks,
    end: reading.stateBefore(text.chunks.length),
    middle: stateBeforeLine(reading, middle),
    problems: collectProblems(reading, { size: text.byteCount, config: {} }),
  };
}

/** Numbers of names depend on the order in which they were met; the names themselves do not. */
function comparable(reading: Reading<ChunkFindings>) {
  const all = everything(reading);
  const { names } = reading;
  return {
    ...all,
    end: {
      ...all.end,
      featureName: names.list[all.end.featureName] ?? '',
      objectName: names.list[all.end.objectName] ?? '',
    },
  };
}

function readWhole(text: GcodeText): Reading<ChunkFindings> {
  return checkedReading(text, { flavor: 'auto' }).finish();
}

function expectTiled(bytes: Uint8Array): void {
  const reading = readWhole(textFromBytes(bytes, 256));
  const { sections, layers, features } = everything(reading);
  let next = 1;
  for (const section of sections) {
    expect(section.firstLine).toBe(next);
    expect(section.lastLine).toBeGreaterThanOrEqual(section.firstLine);
    next = section.lastLine + 1;
  }
  expect(next).toBe(reading.text.lineCount + 1);
  const inLayers = sections.find((section) => section.kind === 'layers');
  next = inLayers?.firstLine ?? 1;
  layers.forEach((layer, index) => {
    expect(layer.firstLine).toBe(next);
    for (const feature of features[index]!) {
      expect(feature.firstLine).toBe(next);
      expect(feature.lastLine).toBeGreaterThanOrEqual(feature.firstLine);
      next = feature.lastLine + 1;
    }
    expect(next).toBe(layer.lastLine + 1);
  });
  if (inLayers) expect(next).toBe(inLayers.lastLine + 1);
}

function fixtureFiles(): string[] {
  return fs
    .readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(gcode|gco|g)$/.test(name))
    .sort();
}

/** More than usual: this is what everything else rests on. */
const MANY = { numRuns: propertyRuns(150) };

describe('reading', () => {
  test('any bytes are read without an exception', () => {
    fc.assert(
      fc.property(anyBytes(), fc.constantFrom('klipper', 'marlin', 'reprap'), (bytes, flavor) => {
        const reading = checkedReading(textFromBytes(bytes, 64), {
          flavor: flavor as 'klipper',
        }).finish();
        everything(reading);
      }),
      MANY,
    );
  });

  test('layers and features tile the file', () => {
    fc.assert(
      fc.property(gcodeText(), (text) => expectTiled(bytesOf(text))),
      MANY,
    );
  });

  test('chunks of any size give the same reading', () => {
    fc.assert(
      fc.property(gcodeText(), fc.integer({ min: 1, max: 300 }), (text, chunkBytes) => {
        const cut = comparable(readWhole(textFromBytes(bytesOf(text), chunkBytes)));
        const whole = comparable(readWhole(textFromBytes(bytesOf(text))));
        expect(cut).toEqual(whole);
      }),
      MANY,
    );
  });

  test('a last line without a line end has none of another kind', () => {
    const text = 'G1 X10.5 Y20 E0.04\r\nG1 X10.5 Y20 E0.04';
    const cut = comparable(readWhole(textFromBytes(bytesOf(text), 1)));
    expect(cut).toEqual(comparable(readWhole(textFromBytes(bytesOf(text)))));
  });

  test('an edited reading equals a fresh one', () => {
    const edit = fc.tuple(fc.nat(1_500), fc.nat(40), gcodeText(4));
    fc.assert(
      fc.property(
        gcodeText(),
        fc.integer({ min: 20, max: 300 }),
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        (text, chunkBytes, edits) => {
          const reading = readWhole(textFromBytes(bytesOf(text), chunkBytes));
          for (const [from, length, inserted] of edits) {
            const change = editText(reading.text, {
              startByte: from,
              endByte: from + length,
              inserted: bytesOf(inserted),
            });
            reading.applyChange(change);
            reading.finish();
          }
          expect(comparable(reading)).toEqual(comparable(readWhole(reading.text)));
        },
      ),
      MANY,
    );
  });

  test.each(fixtureFiles())(
    '%s: tiled, and edits at random places equal a fresh reading',
    (name) => {
      const bytes = new Uint8Array(fs.readFileSync(path.join(FIXTURES, name)));
      expectTiled(bytes);
      const reading = readWhole(textFromBytes(bytes, 4_096));
      const edits = fc.sample(
        fc.tuple(fc.nat(Math.max(1, bytes.length)), fc.nat(80), gcodeText(3)),
        { numRuns: 6, seed: 20 },
      );
      for (const [from, length, inserted] of edits) {
        reading.applyChange(
          editText(reading.text, {
            startByte: from,
            endByte: from + length,
            inserted: bytesOf(inserted),
          }),
        );
        reading.finish();
        expect(comparable(reading)).toEqual(comparable(readWhole(reading.text)));
      }
    },
  );
});
