import type {
  FeatureOutline,
  LayerOutline,
  ObjectOutline,
  SectionOutline,
} from '#core/contract/outline';
import type { LayersAnswer } from '#core/contract/server';
import { indexAtLine } from '../print/layerAtLine.ts';

/** What the Layers view shows; every node keeps its parent, so that any can be revealed. */
export type LayerNode =
  | { readonly kind: 'objects'; readonly objects: readonly ObjectOutline[] }
  | {
      readonly kind: 'object';
      readonly parent: LayerNode;
      readonly object: ObjectOutline;
      readonly place: number;
    }
  | {
      readonly kind: 'section';
      readonly section: SectionOutline;
      readonly seconds: number;
    }
  | LayerGroupNode
  | PlainLayerNode
  | FeatureNode;

export interface LayerGroupNode {
  readonly kind: 'layerGroup';
  /** In the order of the file, at least one. */
  readonly layers: readonly PlainLayerNode[];
}

export interface PlainLayerNode {
  readonly kind: 'layer';
  readonly parent: LayerGroupNode | undefined;
  readonly layer: LayerOutline;
}

export interface FeatureNode {
  readonly kind: 'feature';
  readonly parent: PlainLayerNode;
  readonly feature: FeatureOutline;
  /** Place in the layer, from 0. */
  readonly place: number;
}

/** The tree of one reading of a file. Features are added a layer at a time, when they are known. */
export interface LayerTree {
  readonly answer: LayersAnswer;
  readonly roots: readonly LayerNode[];
  /** One for every layer, in the order of the file. */
  readonly layers: readonly PlainLayerNode[];
  readonly features: Map<number, readonly FeatureNode[]>;
}

// A list of so many layers is still drawn at once; longer ones are shown in groups, of which only
// the open ones are.
const longestPlainList = 1000;
const layersPerGroup = 100;

export function layerTree(answer: LayersAnswer): LayerTree {
  const layers: PlainLayerNode[] = [];
  const groups: LayerGroupNode[] = [];
  if (answer.layers.length <= longestPlainList) {
    for (const layer of answer.layers) layers.push({ kind: 'layer', parent: undefined, layer });
  } else {
    for (let first = 0; first < answer.layers.length; first += layersPerGroup) {
      const members: PlainLayerNode[] = [];
      const parent: LayerGroupNode = { kind: 'layerGroup', layers: members };
      for (const layer of answer.layers.slice(first, first + layersPerGroup)) {
        members.push({ kind: 'layer', parent, layer });
      }
      groups.push(parent);
      layers.push(...members);
    }
  }
  return {
    answer,
    layers,
    features: new Map(),
    roots: [
      ...objectsNode(answer),
      ...sectionNodes(answer, 'start'),
      ...(groups.length > 0 ? groups : layers),
      ...sectionNodes(answer, 'end'),
    ],
  };
}

/** Children that are known without asking; a layer's features are asked for. */
export function childrenOf(node: LayerNode): readonly LayerNode[] {
  if (node.kind === 'layerGroup') return node.layers;
  if (node.kind !== 'objects') return [];
  return node.objects.map((object, place) => ({ kind: 'object', parent: node, object, place }));
}

export function featureNodes(
  parent: PlainLayerNode,
  features: readonly FeatureOutline[],
): FeatureNode[] {
  return features.map((feature, place) => ({ kind: 'feature', parent, feature, place }));
}

export function parentOf(node: LayerNode): LayerNode | undefined {
  return 'parent' in node ? node.parent : undefined;
}

/** Stays the same when the file is read again, so that what is open stays open. */
export function nodeId(node: LayerNode): string {
  switch (node.kind) {
    case 'objects':
      return 'objects';
    case 'object':
      return `object ${node.place}`;
    case 'section':
      return node.section.kind;
    case 'layerGroup':
      return `layers ${node.layers[0]?.layer.index}`;
    case 'layer':
      return `layer ${node.layer.index}`;
    case 'feature':
      return `layer ${node.parent.layer.index} feature ${node.place}`;
  }
}

/** First line of what a node stands for, from 1; undefined where it stands for no lines. */
export function firstLineOf(node: LayerNode): number | undefined {
  switch (node.kind) {
    case 'objects':
      return undefined;
    case 'object':
      return node.object.ranges[0]?.firstLine;
    case 'section':
      return node.section.firstLine;
    case 'layerGroup':
      return node.layers[0]?.layer.firstLine;
    case 'layer':
      return node.layer.firstLine;
    case 'feature':
      return node.feature.firstLine;
  }
}

/**
 * What a line (from 1) belongs to: its layer, or its feature where the layer is one of those that
 * are `open` and its features are known; outside the layers, its section.
 */
export function nodeAtLine(
  tree: LayerTree,
  line: number,
  open: ReadonlySet<number>,
): LayerNode | undefined {
  const index = indexAtLine(tree.answer.layers, line);
  const layer = tree.layers[index];
  if (layer !== undefined) {
    const features = open.has(index) ? (tree.features.get(index) ?? []) : [];
    const outlines = features.map(({ feature }) => feature);
    return features[indexAtLine(outlines, line)] ?? layer;
  }
  return tree.roots.find(
    (node) =>
      node.kind === 'section' && node.section.firstLine <= line && line <= node.section.lastLine,
  );
}

function objectsNode({ objects }: LayersAnswer): LayerNode[] {
  return objects.length === 0 ? [] : [{ kind: 'objects', objects }];
}

function sectionNodes(answer: LayersAnswer, kind: SectionOutline['kind']): LayerNode[] {
  const { sections } = answer;
  return sections
    .filter((section) => section.kind === kind && section.firstLine <= section.lastLine)
    .map((section) => ({ kind: 'section', section, seconds: sectionSeconds(answer, kind) }));
}

function sectionSeconds({ layers, seconds }: LayersAnswer, kind: SectionOutline['kind']): number {
  const first = layers[0];
  const last = layers.at(-1);
  if (first === undefined || last === undefined) return seconds;
  return kind === 'start'
    ? first.startSeconds
    : Math.max(0, seconds - last.startSeconds - last.seconds);
}

/** Tells a node of the view from whatever else a command may have been given. */
export function isLayersViewNode(value: unknown): value is LayerNode {
  const kinds = ['objects', 'object', 'section', 'layerGroup', 'layer', 'feature'];
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    kinds.includes(value.kind)
  );
}
