import { describe, expect, it } from 'vitest';
import {
  childrenOf,
  featureNodes,
  firstLineOf,
  type LayerNode,
  layerTree,
  nodeAtLine,
  nodeId,
  parentOf,
} from '../../client/src/layers/layerNodes.ts';
import { nodeText } from '../../client/src/layers/layerText.ts';
import { answer, feature, layer } from './outlines.ts';

function expectTree(nodes: readonly LayerNode[]) {
  return expect(nodes.map((node) => `${nodeId(node)}: ${nodeText(node, 100).label}`));
}

const printedObject = {
  name: 'gear.stl',
  ranges: [{ firstLine: 14, lastLine: 18 }],
  seconds: 9,
  filamentMm: 50,
  extrudeMm: 900,
  markedBy: 'M486',
} as const;

describe('the tree of layers', () => {
  it('holds objects, start G-code, layers and end G-code', () => {
    const tree = layerTree(answer(2, { objects: [printedObject] }));
    expectTree(tree.roots).toMatchInlineSnapshot(`
      [
        "objects: Objects",
        "start: Start G-code",
        "layer 0: Layer 1",
        "layer 1: Layer 2",
        "end: End G-code",
      ]
    `);
    expectTree(childrenOf(tree.roots[0]!)).toMatchInlineSnapshot(`
      [
        "object 0: gear.stl",
      ]
    `);
  });

  it('groups layers by the hundred when there are more than a thousand', () => {
    const tree = layerTree(answer(10_000));
    expect(tree.roots.length).toBe(102);
    expectTree(tree.roots.slice(0, 3)).toMatchInlineSnapshot(`
      [
        "start: Start G-code",
        "layers 0: Layers 1 to 100",
        "layers 100: Layers 101 to 200",
      ]
    `);
    expect(childrenOf(tree.roots[1]!).length).toBe(100);
    expect(tree.layers.length).toBe(10_000);
  });

  it('knows the way up from every node', () => {
    const tree = layerTree(answer(1500));
    for (const root of tree.roots) {
      for (const child of childrenOf(root)) expect(parentOf(child)).toBe(root);
    }
  });

  it('gives every node an id of its own', () => {
    const tree = layerTree(answer(1500, { objects: [printedObject] }));
    const nodes = tree.roots.flatMap((root) => [root, ...childrenOf(root)]);
    expect(new Set(nodes.map(nodeId)).size).toBe(nodes.length);
  });
});

describe('what the cursor is in', () => {
  const tree = layerTree(answer(3));
  const second = tree.layers[1]!;
  tree.features.set(1, featureNodes(second, [feature(21), feature(26, { role: 'bridge' })]));
  const at = (line: number, open: number[] = []) => {
    const node = nodeAtLine(tree, line, new Set(open));
    return node === undefined ? undefined : nodeId(node);
  };

  it.each([
    [1, [], 'start'],
    [11, [], 'layer 0'],
    [24, [], 'layer 1'],
    [24, [1], 'layer 1 feature 0'],
    [26, [1], 'layer 1 feature 1'],
    [44, [1], 'end'],
    [99, [], undefined],
  ])('line %i with layers %j open is in %s', (line, open, id) => {
    expect(at(line, open)).toBe(id);
  });

  it('is the layer while its features are not known yet', () => {
    expect(at(12, [0])).toBe('layer 0');
  });
});

describe('how a node reads', () => {
  it('is short in the tree and in words in the tooltip', () => {
    const [node] = layerTree(
      answer(1, { layers: [layer(0, { zCertainty: 'inferred', seconds: 64 })] }),
    ).layers;
    expect(nodeText(node!, 7_600)).toMatchInlineSnapshot(`
      {
        "description": "z ≈ 0.2  ↕0.2  1 min 4 s  120 mm",
        "icon": "layers",
        "label": "Layer 1",
        "spoken": "Layer 1, z 0.2 mm, height 0.2 mm, 1 min 4 s, 120 mm of filament",
        "tooltip": "Layer 1, z 0.2 mm, told from the moves
      Height 0.2 mm
      Time: 1 min 4 s
      Begins at 5 s, 2 h 6 min left behind it
      Filament: 120 mm
      Printed 2.1 m, travelled 400 mm in 90 moves
      12 retractions
      Lines 11 to 20",
      }
    `);
  });

  it('says where a height is not to be had', () => {
    const [node] = layerTree(
      answer(1, { layers: [layer(0, { z: null, zCertainty: 'unavailable', height: null })] }),
    ).layers;
    expect(nodeText(node!, 7_600).description).toBe('z ?  30 s  120 mm');
  });

  it("uses the slicer's own word for a feature and says when it goes on", () => {
    const [parent] = layerTree(answer(1)).layers;
    const [node] = featureNodes(parent!, [feature(11, { continued: true })]);
    expect(nodeText(node!, 7_600)).toMatchInlineSnapshot(`
      {
        "color": "3dpai.outerWall",
        "description": "12 s  40 mm  ↑",
        "icon": "circle-filled",
        "label": "External perimeter",
        "tooltip": "External perimeter: outer wall
      Goes on from the layer before
      Time: 12 s
      Begins at 5 s, 2 h 6 min left behind it
      Filament: 40 mm
      Lines 11 to 15",
      }
    `);
    expect(firstLineOf(node!)).toBe(11);
  });

  it('says how long start and end G-code take', () => {
    const tree = layerTree(answer(2));
    const told = tree.roots.flatMap((node) =>
      node.kind === 'section' ? [nodeText(node, 67).description] : [],
    );
    expect(told).toEqual(['10 lines  5 s', '5 lines  2 s']);
    const { objects } = { objects: [printedObject] };
    const [root] = layerTree(answer(1, { objects })).roots;
    expect(nodeText(childrenOf(root!)[0]!, 67).description).toBe('9 s  50 mm');
  });

  it('adds up the times of a group', () => {
    const [, group] = layerTree(answer(1500)).roots;
    expect(nodeText(group!, 5 + 1500 * 30 + 2).tooltip).toContain(
      'Time: 50 min\nBegins at 5 s, 11 h 40 min left behind it',
    );
  });
});
