import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { byteOfLine, editText, lineOfByte, textFromBytes } from '#core/gcode/text';
import type { Box } from '#core/print/box';
import type { Reading } from '#core/print/reading';
import type { ChunkFindings } from '#core/rules/check';
import { CrossingGrid } from '#core/rules/pathCrossings';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { bytesOf, problemsIn, readText } from './check.ts';

const MM = 1e6;
const TOUCH_MM = 0.01;

/** A straight piece of one owner, mm. */
interface Piece {
  readonly owner: number;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** Where two pieces cross and how far from the nearest of their four ends, mm; undefined where they do not. */
function crossing(a: Piece, b: Piece): { at: [number, number]; fromEnd: number } | undefined {
  const side = (of: Piece, [x, y]: readonly [number, number]): number =>
    (of.to[0] - of.from[0]) * (y - of.from[1]) - (of.to[1] - of.from[1]) * (x - of.from[0]);
  const [one, other] = [side(a, b.from), side(a, b.to)];
  if (Math.sign(one) * Math.sign(other) >= 0) return undefined;
  if (Math.sign(side(b, a.from)) * Math.sign(side(b, a.to)) >= 0) return undefined;
  const share = one / (one - other);
  const at: [number, number] = [
    b.from[0] + share * (b.to[0] - b.from[0]),
    b.from[1] + share * (b.to[1] - b.from[1]),
  ];
  const ends = [a.from, a.to, b.from, b.to];
  return { at, fromEnd: Math.min(...ends.map(([x, y]) => Math.hypot(x - at[0], y - at[1]))) };
}

/** How it is said which owners a piece crosses: its number and theirs. */
function found(pieces: readonly Piece[], box: Box): Set<string> {
  const grid = new CrossingGrid();
  // Used before, for something else.
  grid.begin({ minX: 0, minY: 0, maxX: 30 * MM, maxY: 30 * MM });
  grid.add(7, 0, 0, 30 * MM, 30 * MM, { has: () => true, crosses: () => {} });
  grid.begin(box);
  const crossed = new Set<string>();
  pieces.forEach(({ owner, from, to }, index) => {
    grid.add(owner, from[0] * MM, from[1] * MM, to[0] * MM, to[1] * MM, {
      has: (other) => other !== owner,
      crosses: (other) => crossed.add(`${index} crosses ${other}`),
    });
  });
  return crossed;
}

/** The same by comparing each piece with each. `certain` leaves out what rounding may decide. */
function compared(pieces: readonly Piece[], box: Box, certain: boolean): Set<string> {
  const crossed = new Set<string>();
  const slack = certain ? 1e-6 : -1e-6;
  pieces.forEach((piece, index) => {
    for (const before of pieces.slice(0, index)) {
      const met = before.owner === piece.owner ? undefined : crossing(before, piece);
      if (!met || met.fromEnd <= TOUCH_MM + slack) continue;
      const [x, y] = met.at.map((each) => each * MM) as [number, number];
      const isInside = box.minX <= x && x <= box.maxX && box.minY <= y && y <= box.maxY;
      if (isInside || !certain) crossed.add(`${index} crosses ${before.owner}`);
    }
  });
  return crossed;
}

/** Places on a coarse raster meet each other, and the edges of cells, more often than life has it. */
const place = (largest: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: largest }),
    fc.integer({ min: 0, max: largest * 4 }).map((quarter) => quarter / 4),
    fc.integer({ min: 0, max: largest * 1_000 }).map((micrometre) => micrometre / 1_000),
  );
const point = (largest: number) => fc.tuple(place(largest), place(largest));
const somePieces = (largest: number): fc.Arbitrary<readonly Piece[]> =>
  fc.array(fc.record({ owner: fc.nat(2), from: point(largest), to: point(largest) }), {
    maxLength: 40,
  });

describe('the grid finds what a comparison of each piece with each finds', () => {
  test.each([6, 30, 600])('in a field of %d mm', (largest) => {
    const boxes = fc.tuple(point(largest), point(largest));
    fc.assert(
      fc.property(somePieces(largest), boxes, (pieces, [one, other]) => {
        const whole = { minX: 0, minY: 0, maxX: largest * MM, maxY: largest * MM };
        const part = {
          minX: Math.min(one[0], other[0]) * MM,
          minY: Math.min(one[1], other[1]) * MM,
          maxX: Math.max(one[0], other[0]) * MM,
          maxY: Math.max(one[1], other[1]) * MM,
        };
        for (const box of [whole, part]) {
          const answer = found(pieces, box);
          for (const each of compared(pieces, box, true)) expect(answer).toContain(each);
          for (const each of answer) expect(compared(pieces, box, false)).toContain(each);
        }
      }),
      { numRuns: propertyRuns(300) },
    );
  });
});

test('walls along the edge of the field are crossed by what ends behind it', () => {
  const grid = new CrossingGrid();
  const millimetres = fc.integer({ min: 1, max: 300 });
  const micrometres = fc.integer({ min: 50, max: 300_000 }).map((each) => each / 1_000);
  fc.assert(
    fc.property(millimetres, micrometres, micrometres, place(1), (edge, before, behind, height) => {
      const wall: Piece = { owner: 0, from: [edge, 0], to: [edge, edge] };
      const y = height * edge;
      const line: Piece = { owner: 1, from: [edge - before, y], to: [edge + behind, edge - y] };
      const met = crossing(wall, line);
      fc.pre(met !== undefined && met.fromEnd > 2 * TOUCH_MM);
      grid.begin({ minX: 0, minY: 0, maxX: edge * MM, maxY: edge * MM });
      const crossed: number[] = [];
      for (const { owner, from, to } of [wall, line])
        grid.add(owner, from[0] * MM, from[1] * MM, to[0] * MM, to[1] * MM, {
          has: (other) => other !== owner,
          crosses: (other) => crossed.push(other),
        });
      expect(crossed).toContain(0);
    }),
    { numRuns: propertyRuns(500) },
  );
});

const NAMES = ['a', 'b', 'c'];
const START = 'G28\nM109 S210\nG90\nM83\n';

/** Owners print one after the other in each layer, each piece of path by itself. */
function printed(layers: readonly (readonly Piece[])[]): string {
  return layers.reduce((text, pieces, index) => {
    const z = ((index + 1) / 5).toFixed(1);
    const objects = NAMES.map((name, owner) => {
      const lines = pieces.flatMap(({ owner: of, from, to }) =>
        of === owner ? [`G0 X${from[0]} Y${from[1]}`, `G1 X${to[0]} Y${to[1]} E1`] : [],
      );
      return `EXCLUDE_OBJECT_START NAME=${name}\n;TYPE:Perimeter\n${lines.join('\n')}\nEXCLUDE_OBJECT_END NAME=${name}\n`;
    });
    return `${text};LAYER_CHANGE\n;Z:${z}\n;HEIGHT:0.2\nG1 Z${z} F600\n${objects.join('')}`;
  }, START);
}

/** What the rule says, without the pages of others. */
function conflictsIn(reading: Reading<ChunkFindings>): string[] {
  const problems = problemsIn(reading).filter(({ rule }) => rule === 'conflicting-paths');
  return problems.map(({ line, message }) => `${line}: ${message}`);
}

function read(text: string, chunkBytes?: number): Reading<ChunkFindings> {
  return readText(textFromBytes(bytesOf(text), chunkBytes), 'klipper');
}

/** "b crosses lines of a in layer 2" → "b a 2". */
function inShort(message: string): string {
  const words = /Here (\S+) crosses lines of (\S+) in layer (\d+)/.exec(message);
  return words ? words.slice(1).join(' ') : message;
}

describe('a print', () => {
  test('has the conflicts that a comparison of each piece with each finds', () => {
    const field = { minX: -MM, minY: -MM, maxX: 100 * MM, maxY: 100 * MM };
    fc.assert(
      fc.property(
        fc.array(somePieces(20), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 40, max: 2_000 }),
        (layers, chunkBytes) => {
          const expected: string[] = [];
          const known = new Set<string>();
          let isCertain = true;
          layers.forEach((pieces, index) => {
            const inOrder = [0, 1, 2].flatMap((owner) => pieces.filter((p) => p.owner === owner));
            const crossed = compared(inOrder, field, true);
            isCertain &&= crossed.size === compared(inOrder, field, false).size;
            for (const each of crossed) {
              const [piece = 0, other = 0] = each.split(' crosses ').map(Number);
              const names = `${NAMES[inOrder[piece]!.owner]} ${NAMES[other]}`;
              if (known.has(names)) continue;
              known.add(names);
              expected.push(`${names} ${index + 1}`);
            }
          });
          const conflicts = conflictsIn(read(printed(layers), chunkBytes)).map(inShort);
          if (isCertain) expect(conflicts.sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: propertyRuns(200) },
    );
  });

  test('has one problem for every two objects, ten at most', () => {
    const line = (index: number): string =>
      index % 2 === 0 ? `G0 X${index} Y-50\nG1 Y50 E1\n` : `G0 X-50 Y${index}\nG1 X50 E1\n`;
    const objects = Array.from(
      { length: 8 },
      (_, index) => `M486 S${index}\n${line(index)}M486 S-1\n`,
    );
    const layers = [0.2, 0.4].map((z) => `;LAYER_CHANGE\nG1 Z${z}\n${objects.join('')}`);
    expect(conflictsIn(read(START + layers.join('')))).toHaveLength(10);
  });
});

/** Two combs that reach into each other without touching, so that every layer has to be looked at. */
function combs(layerCount: number, order: 'by layer' | 'by object' = 'by layer'): string {
  const tooth = (y: number, from: number, to: number): string =>
    `G0 X${from} Y${y}\nG1 X${to} E1\nG1 Y${y + 2} E.1\nG1 X${from} E1\nG1 Y${y} E.1\n`;
  const comb = (name: string, first: number, from: number, to: number): string => {
    const teeth = [0, 1, 2].map((index) => tooth(first + 6 * index, from, to)).join('');
    return `; printing object ${name}\n;TYPE:Perimeter\n${teeth}; stop printing object ${name}\n`;
  };
  const layers = (body: string): string =>
    Array.from({ length: layerCount }, (_, index) => {
      const z = ((index + 1) / 5).toFixed(1);
      return `;LAYER_CHANGE\n;Z:${z}\n;HEIGHT:0.2\nG1 Z${z} F600\n${body}`;
    }).join('');
  const [a, b] = [comb('a', 0, 0, 30), comb('b', 3, 40, 10)];
  return START + (order === 'by layer' ? layers(a + b) : layers(a) + layers(b));
}

function edit(
  reading: Reading<ChunkFindings>,
  startByte: number,
  endByte: number,
  inserted: string,
): void {
  const change = editText(reading.text, { startByte, endByte, inserted: bytesOf(inserted) });
  reading.applyChange(change);
  reading.finish();
}

describe('after edits', () => {
  afterEach(() => vi.restoreAllMocks());

  test('conflicts are those of a fresh reading', () => {
    const inserted = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('G1 Y20 E1\n', 'G1 X20 Y-5 E1\n', 'G1 Y9 E.5\n') },
      {
        weight: 2,
        arbitrary: fc.constantFrom('', 'G1 E1\n', 'G92 E0\n', 'G92 X5\n', 'M82\n', 'G91\n', 'Z.2'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          ...['EXCLUDE_OBJECT_START NAME=a\n', 'EXCLUDE_OBJECT_START NAME=b\n', 'M486 S1\n'],
          ...['; printing object c\n', ';TYPE:Support material\n', ';LAYER_CHANGE\n', 'G1 Z0.4\n'],
        ),
      },
    );
    const someEdit = fc.tuple(fc.nat(5_000), fc.constantFrom(0, 0, 0, 9, 60), inserted);
    const order = fc.constantFrom('by layer' as const, 'by object' as const);
    const fresh = (reading: Reading<ChunkFindings>) =>
      conflictsIn(readText(reading.text, 'klipper'));
    let conflicts = 0;
    fc.assert(
      fc.property(
        order,
        fc.integer({ min: 100, max: 1_500 }),
        fc.array(someEdit, { minLength: 1, maxLength: 6 }),
        (by, chunkBytes, edits) => {
          const reading = read(combs(6, by), chunkBytes);
          expect(conflictsIn(reading)).toEqual([]);
          for (const [at, length, put] of edits) {
            // Whole lines, most of the time.
            const { text: now } = reading;
            const start = length === 9 ? at : byteOfLine(now, lineOfByte(now, at % now.byteCount));
            edit(reading, start, start + length, put);
            expect(conflictsIn(reading)).toEqual(fresh(reading));
            conflicts += conflictsIn(reading).length;
          }
        },
      ),
      { numRuns: propertyRuns(150) },
    );
    expect(conflicts).toBeGreaterThan(0);
  });

  test('a conflict that is gone lets the layers above it speak', () => {
    const cross = 'G0 X5 Y-5\nG1 Y30 E1\n';
    // Round both, so that the layers above are looked at even while the two are done with.
    const frame = 'G0 X-9 Y-9\nG1 X50 E1\nG1 Y50 E1\nG1 X-9 E1\nG1 Y-9 E1\n';
    const text = combs(4)
      .replace(/(; printing object b\n)/g, `$1${cross}`)
      .replace(/(; stop printing object b\n)/g, `$1; printing object c\n${frame}`);
    const reading = read(text, 300);
    for (let layer = 1; layer <= 4; layer++) {
      const conflicts = conflictsIn(reading);
      expect(conflicts.map(inShort)).toEqual([`b a ${layer}`]);
      const line = byteOfLine(reading.text, Number.parseInt(conflicts[0] ?? '', 10) - 1);
      edit(reading, line, line + 'G1 Y30 E1\n'.length, '');
    }
    expect(conflictsIn(reading)).toEqual([]);
  });

  test('only the layers are looked at in which something was read anew', () => {
    const begin = vi.spyOn(CrossingGrid.prototype, 'begin');
    const looks = (of: () => unknown): number => {
      begin.mockClear();
      of();
      return begin.mock.calls.length;
    };
    const reading = read(combs(200), 2_000);
    expect(looks(() => conflictsIn(reading))).toBe(200);
    expect(looks(() => conflictsIn(read(combs(200, 'by object'), 2_000)))).toBe(200);
    expect(looks(() => conflictsIn(reading))).toBe(0);

    const line = 7_000;
    const place = byteOfLine(reading.text, line);
    edit(reading, place, place, 'G1 X20 Y20 F1200\n');
    expect(looks(() => conflictsIn(reading))).toBeLessThan(8);
    // All layers behind are pushed down, and E has another value in them.
    edit(reading, place, place, '; a comment\nG1 E3\n');
    expect(looks(() => conflictsIn(reading))).toBeLessThan(8);
    edit(reading, place, place, 'G1 X15 Y1 E1\nG1 Y8 E1\n');
    expect(conflictsIn(reading)).toHaveLength(1);
    expect(conflictsIn(reading)).toEqual(conflictsIn(readText(reading.text, 'klipper')));
  });

  test('objects that stand apart cost no look at all', () => {
    const begin = vi.spyOn(CrossingGrid.prototype, 'begin');
    const apart = combs(20).replace(/X40/g, 'X140').replace(/X10\b/g, 'X110');
    expect(conflictsIn(read(apart))).toEqual([]);
    expect(begin).not.toHaveBeenCalled();
  });
});
