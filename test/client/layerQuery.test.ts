import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLayers, parseLayerQuery } from '../../client/src/layers/layerQuery.ts';
import { answer, layer } from './outlines.ts';

describe('what is typed to find a layer', () => {
  it.each([
    ['', { kind: 'all' }],
    ['12', { kind: 'number', digits: '12' }],
    [' layer 12 ', { kind: 'number', digits: '12' }],
    ['#3', { kind: 'number', digits: '3' }],
    ['-2', { kind: 'number', digits: '-2' }],
    ['z=2.4', { kind: 'z', millimetres: 2.4 }],
    ['z 2,4', { kind: 'z', millimetres: 2.4 }],
    ['Z2', { kind: 'z', millimetres: 2 }],
    ['2.4', { kind: 'z', millimetres: 2.4 }],
    ['.2', { kind: 'z', millimetres: 0.2 }],
    ['2 mm', { kind: 'z', millimetres: 2 }],
    ['top', { kind: 'unclear' }],
    ['1e9', { kind: 'unclear' }],
    ['z', { kind: 'unclear' }],
  ])('%j is understood', (typed, query) => {
    expect(parseLayerQuery(typed)).toEqual(query);
  });

  it('never throws, and never finds more than the limit', () => {
    const { layers } = answer(30);
    fc.assert(
      fc.property(fc.string(), fc.nat(40), (typed, limit) => {
        return findLayers(layers, parseLayerQuery(typed), limit).length <= limit;
      }),
    );
  });
});

describe('layers that fit', () => {
  const { layers } = answer(200);
  const numbers = (typed: string, limit = 5) =>
    findLayers(layers, parseLayerQuery(typed), limit).map(({ number }) => number);

  it('begin with the one of that number', () => {
    expect(numbers('12')).toEqual([12, 120, 121, 122, 123]);
  });

  it('are the nearest to a height', () => {
    expect(numbers('z=2.4', 3)).toEqual([12, 11, 13]);
  });

  it('are all when nothing is typed', () => {
    expect(numbers('')).toEqual([1, 2, 3, 4, 5]);
  });

  it('are none when it is unclear what is meant', () => {
    expect(numbers('top')).toEqual([]);
  });

  it('do not hold those without a height when a height is asked for', () => {
    const found = findLayers([layer(0, { z: null }), layer(1)], parseLayerQuery('z=0'), 5);
    expect(found.map(({ index }) => index)).toEqual([1]);
  });

  it('find the raft layers that Cura counts below zero', () => {
    const raft = [layer(0, { number: -2 }), layer(1, { number: -1 }), layer(2, { number: 0 })];
    expect(findLayers(raft, parseLayerQuery('-2'), 5).map(({ index }) => index)).toEqual([0]);
  });
});
