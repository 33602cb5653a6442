import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { textFromBytes } from '#core/gcode/text';
import { readMetadata } from '#core/print/metadata';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { toolpathOf } from '#core/print/toolpath';
import { checkedReading } from '#core/rules/checkedReading';
import { collectProblems } from '#core/rules/problems';
import { SHAPES } from '../../pipeline/src/simulate/geometries.ts';
import { geometryOf } from '../../pipeline/src/simulate/geometryGcode.ts';
import { materialNamed } from '../../pipeline/src/simulate/materials.ts';
import { beadArea } from '../../pipeline/src/simulate/partGcode.ts';
import {
  hatch,
  inset,
  rectangle,
  regularPolygon,
  reversed,
} from '../../pipeline/src/simulate/polygon.ts';

const PLA = materialNamed('PLA')!;
const INDEXES = Array.from({ length: 60 }, (_, i) => i);
const TEXTS = INDEXES.map((index) => geometryOf(index, PLA));

function readingOf(gcode: Uint8Array) {
  return new Reading(textFromBytes(gcode), { flavor: 'auto' }, NO_COMPANION).finish();
}

describe('parts of our own', () => {
  test('the same index gives the same bytes, on every machine', () => {
    const hashes = INDEXES.slice(0, 3).map((index) =>
      createHash('sha256').update(geometryOf(index, PLA).gcode).digest('hex').slice(0, 16),
    );
    expect(hashes).toMatchInlineSnapshot(`
      [
        "a680e62ad9640612",
        "7f269ef62f36b1f8",
        "a490619e4a0cdc6e",
      ]
    `);
  });

  test('all files differ, and all shapes occur', () => {
    expect(new Set(TEXTS.map(({ gcode }) => new TextDecoder().decode(gcode))).size).toBe(60);
    expect(new Set(TEXTS.map(({ kind }) => kind))).toEqual(new Set(Object.keys(SHAPES)));
  });

  test('each is a print of about a minute with a few layers', () => {
    for (const { gcode } of TEXTS) {
      const reading = readingOf(gcode);
      expect(reading.print().layers.length).toBeGreaterThanOrEqual(5);
      expect(reading.print().layers.length).toBeLessThanOrEqual(12);
      const { seconds } = toolpathOf(reading);
      expect(seconds).toBeGreaterThan(40);
      expect(seconds).toBeLessThan(100);
    }
  });

  test('no rule has anything against them', () => {
    for (const { gcode } of TEXTS) {
      const reading = checkedReading(textFromBytes(gcode), { flavor: 'auto' }).finish();
      expect(collectProblems(reading, readMetadata(reading))).toEqual([]);
    }
  });

  test('every bead has the width that the file states', () => {
    const area = (Math.PI / 4) * 1.75 ** 2;
    for (const { gcode } of TEXTS.slice(0, 12)) {
      const reading = readingOf(gcode);
      const path = toolpathOf(reading);
      const text = new TextDecoder().decode(gcode);
      const width = Number(/;WIDTH:([\d.]+)/.exec(text)?.[1]);
      const heights = new Set(
        [...text.matchAll(/;HEIGHT:([\d.]+)/g)].map(([, each]) => Number(each)),
      );
      const [firstLayer] = reading.print().layers;
      for (let i = 0; i < path.count; i++) {
        const length = Math.hypot(path.toX[i]! - path.fromX[i]!, path.toY[i]! - path.fromY[i]!);
        const isPart = path.line[i]! >= firstLayer!.firstLine;
        if (!isPart || path.filament[i]! <= 0 || length < 1) continue;
        const laid = (path.filament[i]! * area) / length;
        const off = [...heights].map((height) => Math.abs(laid - beadArea(width, height)));
        expect(Math.min(...off)).toBeLessThan(0.001);
      }
    }
  });

  test('temperatures are those of the material', () => {
    const peek = materialNamed('PEEK')!;
    const text = new TextDecoder().decode(geometryOf(1, peek).gcode);
    const [low, high] = peek.printC;
    expect(text).toContain(`M109 S${Math.floor((low + high) / 2 + 0.5)} `);
  });

  test('they lie around the middle of the bed', () => {
    const { fromX, fromY, count } = toolpathOf(readingOf(geometryOf(3, PLA, [0, 0]).gcode));
    for (let i = 0; i < count; i++) expect(Math.hypot(fromX[i]!, fromY[i]!)).toBeLessThan(75);
  });
});

describe('polygons', () => {
  const near = (polygon: readonly (readonly [number, number])[]) =>
    polygon.map((point) => point.map((each) => Math.round(each * 1e6) / 1e6 + 0));

  test('inset makes material smaller and holes larger', () => {
    const square = rectangle(-5, -5, 5, 5);
    expect(near(inset(square, 1))).toEqual(near(rectangle(-4, -4, 4, 4)));
    expect(near(inset(reversed(square), 1))).toEqual(near(reversed(rectangle(-6, -6, 6, 6))));
    const apothem = 10 * Math.cos(Math.PI / 6);
    const [[x, y]] = inset(regularPolygon(6, 10), 2) as [[number, number]];
    expect(Math.hypot(x, y)).toBeCloseTo(((apothem - 2) / apothem) * 10, 9);
  });

  test('hatching covers the area, without the holes', () => {
    const outlines = [rectangle(-6, -6, 6, 6), reversed(rectangle(-2, -2, 2, 2))];
    for (const turn of [0, 1 / 8, 0.3]) {
      const length = hatch(outlines, 0.1, turn).reduce(
        (sum, [[ax, ay], [bx, by]]) => sum + Math.hypot(bx - ax, by - ay),
        0,
      );
      expect(length * 0.1).toBeCloseTo(144 - 16, -1);
    }
  });
});
