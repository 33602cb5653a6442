import type { LayerSource } from '../contract/outline.ts';
import { roleOf } from '../gcode/dialects/all.ts';
import type { Dialect } from '../gcode/dialects/dialect.ts';
import { VERBOSE_WORDS } from '../gcode/verbose.ts';
import type { Names } from './readChunk.ts';
import { addSums, clearSums, SEGMENT, type Segments, SUM, SUMS } from './segments.ts';

/** Segments of a chunk with the line at which the chunk begins (from 0). */
export interface PlacedSegments {
  readonly segments: Segments;
  readonly line: number;
}

/** A feature while the print is put together. Lines count from 0. */
export interface PrintFeature {
  /** Index of a name, −1 where the file has no word for it. */
  readonly name: number;
  /** `name` is an index of `VERBOSE_WORDS`. */
  readonly verbose: boolean;
  readonly firstLine: number;
  lastLine: number;
  /** No mark of its own: the one before the layer change goes on. */
  readonly continued: boolean;
  readonly sums: Float64Array;
}

export interface PrintLayer {
  readonly firstLine: number;
  lastLine: number;
  /** As the slicer numbers it; NaN where it does not. */
  number: number;
  /** Stated by a mark, nm; NaN where it is not. */
  statedZ: number;
  statedHeight: number;
  readonly sums: Float64Array;
  /** Index of its first feature, and how many it has. */
  readonly firstFeature: number;
  featureCount: number;
}

export interface PrintObject {
  readonly name: string;
  readonly markedBy: number;
  readonly ranges: { firstLine: number; lastLine: number }[];
  readonly sums: Float64Array;
}

/** Layers, features and objects of a whole file. Together with the lines before `layers[0]` and from
 * `endLine` on, the layers tile the file; the features of a layer tile the layer. */
export interface Print {
  readonly source: LayerSource;
  readonly lineCount: number;
  /** First line behind the last layer. */
  readonly endLine: number;
  readonly layers: readonly PrintLayer[];
  readonly features: readonly PrintFeature[];
  readonly objects: readonly PrintObject[];
  /** Sums of all layers, and of what lies outside them. */
  readonly totals: Float64Array;
  readonly outside: Float64Array;
  /** Filament of the layers by tool number, nm. */
  readonly filamentByTool: readonly number[];
  /** Blocks of comments: pictures, settings, headers. Lines are inclusive. */
  readonly blocks: readonly { firstLine: number; lastLine: number; picture: boolean }[];
}

/** Kinds that begin a layer, by source. */
const LAYER_KINDS: readonly (readonly [LayerSource, number])[] = [
  ['marks', SEGMENT.layer],
  ['comments', SEGMENT.commentLayer],
  ['comments', SEGMENT.profileLayer],
  ['inferred', SEGMENT.motionLayer],
];

/** Which of the ways of marking objects counts where a file uses several, best first. */
const OBJECT_KINDS = [
  SEGMENT.excludeObject,
  SEGMENT.m486,
  SEGMENT.printingObject,
  SEGMENT.m624,
  SEGMENT.mesh,
];

/**
 * Puts the segments of all chunks together. Costs time in proportion to the number of marks, not of lines,
 * so it is done anew after every edit.
 */
export function composePrint(
  placed: readonly PlacedSegments[],
  lineCount: number,
  names: Names,
): Print {
  const kinds = kindsPresent(placed);
  const [source, layerKind] = LAYER_KINDS.find(([, kind]) => kinds.has(kind)) ?? ['none', -1];
  const objectKind = OBJECT_KINDS.find((kind) => kinds.has(kind)) ?? -1;
  const featureKind = kinds.has(SEGMENT.feature) ? SEGMENT.feature : SEGMENT.commentFeature;
  const list = flatten(placed, layerKind);
  if (layerKind === SEGMENT.motionLayer) leaveOutPurge(list);
  const first = list.findIndex((segment) => segment.beginsLayer);
  const last = first < 0 ? -1 : endOfLayers(list, first, featureKind, names);

  const layers: PrintLayer[] = [];
  const features: PrintFeature[] = [];
  const objects = new Map<number, PrintObject>();
  const blocks: { firstLine: number; lastLine: number; picture: boolean }[] = [];
  const totals = emptySums();
  const outside = emptySums();
  const filamentByTool: number[] = [];
  let layer: PrintLayer | undefined;
  let feature: PrintFeature | undefined;
  let object: PrintObject | undefined;
  let featureName = -1;
  let tool = 0;

  for (let i = 0; i < list.length; i++) {
    const segment = list[i];
    if (!segment) continue;
    const { kind, line, value } = segment;
    const inside = first >= 0 && first <= i && i < last;
    if (kind === SEGMENT.block) noteBlock(blocks, value, line, lineCount);
    if (kind === SEGMENT.tool) tool = value;
    if (kind === featureKind) featureName = value;
    if (kind === objectKind) object = switchObject(objects, object, kind, value, line, names);
    else if (kind === SEGMENT.objectDefined && objectKind === SEGMENT.excludeObject)
      declareObject(objects, value, names);

    if (!inside) {
      if (i === last) layer = closeLayer(layer, feature, line);
      addSums(outside, 0, segment.sums, segment.base);
      continue;
    }
    if (segment.beginsLayer) {
      closeLayer(layer, feature, line);
      feature = undefined;
      layer = {
        firstLine: line,
        lastLine: line,
        number: kind === layerKind && kind !== SEGMENT.motionLayer ? value : Number.NaN,
        statedZ: Number.NaN,
        statedHeight: Number.NaN,
        sums: emptySums(),
        firstFeature: features.length,
        featureCount: 0,
      };
      layers.push(layer);
    }
    if (!layer) continue;
    if (kind === SEGMENT.layerZ) layer.statedZ = value;
    else if (kind === SEGMENT.layerHeight) layer.statedHeight = value;
    else if (kind === SEGMENT.layerNumber) layer.number = value;

    const extrudes = (segment.sums[segment.base + SUM.extrudingMoves] ?? 0) > 0;
    if (kind === featureKind) {
      // Travel between the layer's first line and its first mark leads into that mark's feature.
      const leadsIn = feature?.continued === true && (feature.sums[SUM.extrudingMoves] ?? 0) === 0;
      if (feature && !leadsIn) feature.lastLine = line - 1;
      feature = openFeature(features, layer, feature, leadsIn, featureName, featureKind, line);
    } else if (!feature) {
      feature = {
        name: featureName,
        verbose: featureKind === SEGMENT.commentFeature,
        firstLine: line,
        lastLine: line,
        continued: true,
        sums: emptySums(),
      };
      features.push(feature);
      layer.featureCount += 1;
    }
    addSums(feature.sums, 0, segment.sums, segment.base);
    addSums(layer.sums, 0, segment.sums, segment.base);
    if (object) addSums(object.sums, 0, segment.sums, segment.base);
    const filament = segment.sums[segment.base + SUM.filament] ?? 0;
    if (extrudes || filament > 0) {
      while (filamentByTool.length <= tool) filamentByTool.push(0);
      filamentByTool[tool] = (filamentByTool[tool] ?? 0) + filament;
    }
  }
  const endLine = first < 0 ? 0 : last < list.length ? (list[last]?.line ?? lineCount) : lineCount;
  closeLayer(layer, feature, endLine);
  closeObject(object, lineCount);
  for (const each of layers) addSums(totals, 0, each.sums, 0);
  return {
    source,
    lineCount,
    endLine: layers.length === 0 ? lineCount : endLine,
    layers,
    features,
    objects: [...objects.values()],
    totals,
    outside,
    filamentByTool,
    blocks,
  };
}

/** A name as it is shown, and the role it stands for. */
export function featureWords(
  feature: Pick<PrintFeature, 'name' | 'verbose'>,
  names: Names,
  dialect: Dialect | undefined,
): { readonly rawName: string; readonly role: ReturnType<typeof roleOf> } {
  if (feature.name < 0) return { rawName: '', role: 'unknown' };
  if (feature.verbose) {
    const word = VERBOSE_WORDS[feature.name];
    return { rawName: word?.text ?? '', role: word?.role ?? 'unknown' };
  }
  const rawName = names.list[feature.name] ?? '';
  return { rawName, role: roleOf(rawName, dialect) };
}

interface FlatSegment {
  readonly kind: number;
  readonly line: number;
  readonly value: number;
  readonly sums: Float64Array;
  readonly base: number;
  beginsLayer: boolean;
}

function kindsPresent(placed: readonly PlacedSegments[]): Set<number> {
  const kinds = new Set<number>();
  for (const { segments } of placed) {
    for (let i = 0; i < segments.count; i++) kinds.add(segments.kinds[i] ?? 0);
  }
  return kinds;
}

/** All segments in a row. A layer found from motion begins where Z changed before it. */
function flatten(placed: readonly PlacedSegments[], layerKind: number): FlatSegment[] {
  const list: FlatSegment[] = [];
  let zChange: FlatSegment | undefined;
  for (const { segments, line } of placed) {
    for (let i = 0; i < segments.count; i++) {
      const kind = segments.kinds[i] ?? 0;
      const segment: FlatSegment = {
        kind,
        line: line + (segments.lines[i] ?? 0),
        value: segments.values[i] ?? 0,
        sums: segments.sums,
        base: i * SUMS,
        beginsLayer: kind === layerKind && kind !== SEGMENT.motionLayer,
      };
      list.push(segment);
      if (layerKind !== SEGMENT.motionLayer) continue;
      if (kind === SEGMENT.zChange) zChange = segment;
      else if (kind === SEGMENT.motionLayer) {
        if (zChange) zChange.beginsLayer = true;
        else segment.beginsLayer = true;
      }
      if ((segments.sums[i * SUMS + SUM.extrudingMoves] ?? 0) > 0) zChange = undefined;
    }
  }
  return list;
}

/** A purge line has no more moves than this. */
const PURGE_MOVES = 40;

/**
 * In a file without marks, start G-code that purges looks like a layer. Slicers choose units and E mode
 * behind it, so layers begin behind that choice where hardly anything was extruded before it.
 */
function leaveOutPurge(list: readonly FlatSegment[]): void {
  let moves = 0;
  let preamble = -1;
  for (let i = 0; i < list.length && moves <= PURGE_MOVES; i++) {
    const segment = list[i];
    if (!segment) continue;
    if (segment.kind === SEGMENT.preamble && moves > 0) preamble = i;
    moves += segment.sums[segment.base + SUM.extrudingMoves] ?? 0;
  }
  if (preamble < 0) return;
  for (let i = 0; i <= preamble; i++) {
    const segment = list[i];
    if (segment) segment.beginsLayer = false;
  }
  const first = list.find(
    (segment, index) =>
      index > preamble &&
      (segment.kind === SEGMENT.zChange ||
        (segment.sums[segment.base + SUM.extrudingMoves] ?? 0) > 0),
  );
  if (first) first.beginsLayer = true;
}

/**
 * Index of the segment with which the end G-code begins: the first one behind the last printed move that
 * is a command other than printing, a Custom feature, a block of settings or a footer.
 */
function endOfLayers(
  list: readonly FlatSegment[],
  first: number,
  featureKind: number,
  names: Names,
): number {
  let custom = false;
  let lastPrinted = -1;
  for (let i = 0; i < list.length; i++) {
    const segment = list[i];
    if (!segment) continue;
    if (segment.kind === featureKind && featureKind === SEGMENT.feature)
      custom = roleOf(names.list[segment.value] ?? '') === 'custom';
    if (i < first || custom) continue;
    if ((segment.sums[segment.base + SUM.extrudingMoves] ?? 0) > 0) lastPrinted = i;
  }
  if (lastPrinted < 0) lastPrinted = list.length - 1;
  const lastLayer = list.findLastIndex((segment) => segment.beginsLayer);
  for (let i = lastPrinted + 1; i < list.length; i++) {
    const segment = list[i];
    if (!segment || segment.beginsLayer) continue;
    const { kind } = segment;
    const isCustom =
      kind === SEGMENT.feature && roleOf(names.list[segment.value] ?? '') === 'custom';
    // Layers that the slicer marked but that hold no extrusion are layers all the same.
    if ((kind === SEGMENT.command || kind === SEGMENT.block || isCustom) && lastLayer < i) return i;
  }
  return list.length;
}

function emptySums(): Float64Array {
  const sums = new Float64Array(SUMS);
  clearSums(sums, 0);
  return sums;
}

function closeLayer(
  layer: PrintLayer | undefined,
  feature: PrintFeature | undefined,
  nextLine: number,
): undefined {
  if (layer) layer.lastLine = Math.max(layer.firstLine, nextLine - 1);
  if (layer && feature) feature.lastLine = layer.lastLine;
  return undefined;
}

function openFeature(
  features: PrintFeature[],
  layer: PrintLayer,
  previous: PrintFeature | undefined,
  leadsIn: boolean,
  name: number,
  featureKind: number,
  line: number,
): PrintFeature {
  const feature: PrintFeature = {
    name,
    verbose: featureKind === SEGMENT.commentFeature,
    firstLine: leadsIn && previous ? previous.firstLine : line,
    lastLine: line,
    continued: false,
    sums: leadsIn && previous ? previous.sums : emptySums(),
  };
  if (leadsIn) features[features.length - 1] = feature;
  else {
    features.push(feature);
    layer.featureCount += 1;
  }
  return feature;
}

function noteBlock(
  blocks: { firstLine: number; lastLine: number; picture: boolean }[],
  value: number,
  line: number,
  lineCount: number,
): void {
  if (value === 1 || value === 3) {
    blocks.push({ firstLine: line, lastLine: lineCount - 1, picture: value === 3 });
    return;
  }
  for (let i = blocks.length - 1; i >= 0; i--) {
    const block = blocks[i];
    if (block && block.lastLine === lineCount - 1 && block.picture === (value === 2)) {
      block.lastLine = line;
      return;
    }
  }
}

function switchObject(
  objects: Map<number, PrintObject>,
  current: PrintObject | undefined,
  kind: number,
  name: number,
  line: number,
  names: Names,
): PrintObject | undefined {
  closeObject(current, name < 0 ? line : line - 1);
  if (name < 0) return undefined;
  let object = objects.get(name);
  if (!object) {
    object = { name: names.list[name] ?? '', markedBy: kind, ranges: [], sums: emptySums() };
    objects.set(name, object);
  }
  object.ranges.push({ firstLine: line, lastLine: -1 });
  return object;
}

function declareObject(objects: Map<number, PrintObject>, name: number, names: Names): void {
  if (objects.has(name)) return;
  objects.set(name, {
    name: names.list[name] ?? '',
    markedBy: SEGMENT.excludeObject,
    ranges: [],
    sums: emptySums(),
  });
}

function closeObject(object: PrintObject | undefined, line: number): void {
  const range = object?.ranges[object.ranges.length - 1];
  if (range && range.lastLine < 0) range.lastLine = Math.max(range.firstLine, line);
}
