import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexAtLine, indexOfStep } from '../../client/src/print/layerAtLine.ts';
import { answer } from './outlines.ts';

const { layers } = answer(3);

describe('the layer at a line', () => {
  it.each([
    [1, -1],
    [10, -1],
    [11, 0],
    [20, 0],
    [21, 1],
    [40, 2],
    [41, -1],
  ])('line %i is in layer %i', (line, index) => {
    expect(indexAtLine(layers, line)).toBe(index);
  });

  it('is the one a plain search finds, whatever the ranges', () => {
    const lengths = fc.array(fc.record({ gap: fc.nat(5), length: fc.integer({ min: 1, max: 9 }) }));
    fc.assert(
      fc.property(lengths, fc.integer({ min: -3, max: 200 }), (parts, line) => {
        let next = 1;
        const ranges = parts.map(({ gap, length }) => {
          const firstLine = next + gap;
          next = firstLine + length;
          return { firstLine, lastLine: next - 1 };
        });
        const plain = ranges.findIndex((one) => one.firstLine <= line && line <= one.lastLine);
        return indexAtLine(ranges, line) === plain;
      }),
    );
  });
});

describe('stepping by layer', () => {
  it.each([
    ['next', 1, 0],
    ['next', 11, 1],
    ['next', 25, 2],
    ['next', 31, -1],
    ['next', 99, -1],
    ['previous', 1, -1],
    ['previous', 11, -1],
    ['previous', 15, 0],
    ['previous', 21, 0],
    ['previous', 28, 1],
    ['previous', 99, 2],
  ] as const)('%s from line %i goes to layer %i', (direction, line, index) => {
    expect(indexOfStep(layers, line, direction)).toBe(index);
  });
});
