import type { LayerSource } from '../contract/outline.ts';
import { roleOf } from '../gcode/dialects/all.ts';
import type { Dialect } from '../gcode/dialects/dialect.ts';
import { VERBOSE_WORDS } from '../gcode/verbose.ts';
import type { Names } from './chunkReader.ts';
import { setsLimits } from './linePlan.ts';
import { addPart, emptyParts, type ObjectParts } from './objectParts.ts';
import { endOfLayers, inOneRow, kindsPresent, type PlacedSegments } from './segmentRow.ts';
import { addSums, clearSums, SEGMENT, SUM, SUMS } from './segments.ts';
import { type Untimed, UntimedList } from './untimed.ts';

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
  /** Whole nanometres of filament and nanoseconds, and how many of its moves extrude. */
  filament: number;
  duration: number;
  extrudingMoves: number;
}

export interface PrintLayer {
  readonly firstLine: number;
  lastLine: number;
  /** As the slicer numbers it; NaN where it does not. */
  number: number;
  /** Planned nanoseconds before its first line. */
  readonly startTime: number;
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
  /** Line of its EXCLUDE_OBJECT_DEFINE, −1 where there is none. */
  definedLine: number;
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
  /** What the layers have of the objects. */
  readonly parts: ObjectParts;
  /** Sums of all layers, and of what lies outside them. */
  readonly totals: Float64Array;
  readonly outside: Float64Array;
  /** Filament of the layers by tool number, nm. */
  readonly filamentByTool: readonly number[];
  /** Blocks of comments: pictures, settings, headers. Lines are inclusive. */
  readonly blocks: readonly { firstLine: number; lastLine: number; picture: boolean }[];
  /** Planned nanoseconds before each chunk of the text, and behind the last one. */
  readonly chunkTimes: Float64Array;
  /** Commands whose time nobody can tell, each name once. Lines count from 0. */
  readonly untimed: readonly Untimed[];
  /** The file sets limits of speed or acceleration itself. */
  readonly setsLimits: boolean;
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
 * Puts the segments of all chunks together. `atRest` holds the nanoseconds of the moves that are open behind
 * the last one.
 * Costs time in proportion to the number of marks, not of lines,
 * so it is done anew after every edit.
 */
export function composePrint(
  placed: readonly PlacedSegments[],
  atRest: Float64Array,
  lineCount: number,
  names: Names,
): Print {
  const kinds = kindsPresent(placed);
  const [source, layerKind] = LAYER_KINDS.find(([, kind]) => kinds.has(kind)) ?? ['none', -1];
  const objectKind = OBJECT_KINDS.find((kind) => kinds.has(kind)) ?? -1;
  const featureKind = kinds.has(SEGMENT.feature) ? SEGMENT.feature : SEGMENT.commentFeature;
  const row = inOneRow(placed, atRest, layerKind);
  const first = row.beginsLayer.indexOf(1);
  const last = first < 0 ? -1 : endOfLayers(row, first, names);

  const layers: PrintLayer[] = [];
  const features: PrintFeature[] = [];
  const objects = new Map<number, PrintObject>();
  const parts = emptyParts();
  const blocks: { firstLine: number; lastLine: number; picture: boolean }[] = [];
  const totals = emptySums();
  const outside = emptySums();
  const filamentByTool: number[] = [];
  let layer: PrintLayer | undefined;
  let feature: PrintFeature | undefined;
  let object: PrintObject | undefined;
  let featureName = -1;
  let tool = 0;
  let time = 0;
  let timeBehind = 0;

  const { sums } = row;
  for (let i = 0; i < row.count; i++) {
    time = timeBehind;
    timeBehind += sums[i * SUMS + SUM.duration] ?? 0;
    const kind = row.kinds[i] ?? 0;
    const line = row.lines[i] ?? 0;
    const value = row.values[i] ?? 0;
    const base = i * SUMS;
    const inside = first >= 0 && first <= i && i < last;
    if (kind === SEGMENT.block) noteBlock(blocks, value, line, lineCount);
    if (kind === SEGMENT.tool) tool = value;
    if (kind === featureKind) featureName = value;
    if (kind === objectKind) object = switchObject(objects, object, kind, value, line, names);
    else if (kind === SEGMENT.objectDefined && objectKind === SEGMENT.excludeObject)
      declareObject(objects, value, line, names);

    if (!inside) {
      if (i === last) layer = closeLayer(layer, feature, line);
      addSums(outside, 0, sums, base);
      continue;
    }
    if (row.beginsLayer[i] === 1) {
      closeLayer(layer, feature, line);
      feature = undefined;
      const number = kind === layerKind && kind !== SEGMENT.motionLayer ? value : Number.NaN;
      layer = newLayer(line, number, time, features.length);
      layers.push(layer);
    }
    if (!layer) continue;
    if (kind === SEGMENT.layerZ) layer.statedZ = value;
    else if (kind === SEGMENT.layerHeight) layer.statedHeight = value;
    else if (kind === SEGMENT.layerNumber) layer.number = value;

    if (kind === featureKind || !feature) {
      feature = nextFeature(features, layer, feature, {
        name: featureName,
        verbose: featureKind === SEGMENT.commentFeature,
        line,
        continued: kind !== featureKind,
      });
    }
    const filament = sums[base + SUM.filament] ?? 0;
    feature.filament += filament;
    feature.duration += sums[base + SUM.duration] ?? 0;
    feature.extrudingMoves += sums[base + SUM.extrudingMoves] ?? 0;
    addSums(layer.sums, 0, sums, base);
    if (object) {
      addSums(object.sums, 0, sums, base);
      const lines = { first: line, last: (row.lines[i + 1] ?? lineCount) - 1 };
      if ((sums[base + SUM.extrudingMoves] ?? 0) > 0)
        addPart(parts, object, feature, lines, sums, base);
    }
    if (filament > 0) {
      while (filamentByTool.length <= tool) filamentByTool.push(0);
      filamentByTool[tool] = (filamentByTool[tool] ?? 0) + filament;
    }
  }
  const endLine = first < 0 ? 0 : last < row.count ? (row.lines[last] ?? lineCount) : lineCount;
  closeLayer(layer, feature, endLine);
  closeObject(object, lineCount - 1);
  for (const each of layers) addSums(totals, 0, each.sums, 0);
  return {
    source,
    lineCount,
    endLine: layers.length === 0 ? lineCount : endLine,
    layers,
    features,
    objects: [...objects.values()],
    parts,
    totals,
    outside,
    filamentByTool,
    blocks,
    chunkTimes: row.chunkTimes,
    untimed: allUntimed(placed),
    setsLimits: placed.some((each) => setsLimits(each.exit)),
  };
}

function allUntimed(placed: readonly PlacedSegments[]): readonly Untimed[] {
  const list = new UntimedList();
  for (const { untimed, line } of placed)
    for (const each of untimed) list.add(each.kind, each.name, line + each.line, each.count);
  return list.list();
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

function newLayer(
  line: number,
  number: number,
  startTime: number,
  firstFeature: number,
): PrintLayer {
  return {
    firstLine: line,
    lastLine: line,
    number,
    startTime,
    statedZ: Number.NaN,
    statedHeight: Number.NaN,
    sums: emptySums(),
    firstFeature,
    featureCount: 0,
  };
}

/** Ends the feature before and begins one. Travel between a layer's first line and its first feature mark
 * leads into that mark's feature, so it is taken over. */
function nextFeature(
  features: PrintFeature[],
  layer: PrintLayer,
  previous: PrintFeature | undefined,
  begins: { name: number; verbose: boolean; line: number; continued: boolean },
): PrintFeature {
  const leadIn = previous?.continued && previous.extrudingMoves === 0 ? previous : undefined;
  if (previous && !leadIn) previous.lastLine = begins.line - 1;
  const feature: PrintFeature = {
    name: begins.name,
    verbose: begins.verbose,
    firstLine: leadIn?.firstLine ?? begins.line,
    lastLine: begins.line,
    continued: begins.continued,
    filament: leadIn?.filament ?? 0,
    duration: leadIn?.duration ?? 0,
    extrudingMoves: 0,
  };
  if (leadIn) features.pop();
  else layer.featureCount += 1;
  features.push(feature);
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
  const object = knownObject(objects, name, kind, names);
  object.ranges.push({ firstLine: line, lastLine: -1 });
  return object;
}

function declareObject(
  objects: Map<number, PrintObject>,
  name: number,
  line: number,
  names: Names,
): void {
  const object = knownObject(objects, name, SEGMENT.excludeObject, names);
  if (object.definedLine < 0) object.definedLine = line;
}

function knownObject(
  objects: Map<number, PrintObject>,
  name: number,
  markedBy: number,
  names: Names,
): PrintObject {
  let object = objects.get(name);
  if (!object) {
    object = {
      name: names.list[name] ?? '',
      definedLine: -1,
      markedBy,
      ranges: [],
      sums: emptySums(),
    };
    objects.set(name, object);
  }
  return object;
}

function closeObject(object: PrintObject | undefined, line: number): void {
  const range = object?.ranges[object.ranges.length - 1];
  if (range && range.lastLine < 0) range.lastLine = Math.max(range.firstLine, line);
}
