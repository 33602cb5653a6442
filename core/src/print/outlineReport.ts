import type {
  FeatureOutline,
  LayerOutline,
  ObjectOutline,
  SectionOutline,
  TotalsOutline,
} from '../contract/outline.ts';
import type { Dialect } from '../gcode/dialects/dialect.ts';
import { GcodeLine, UNITS_PER_ONE } from '../gcode/line.ts';
import { scanLine } from '../gcode/scan.ts';
import { byteOfLine, type GcodeText, locateLine } from '../gcode/text.ts';
import { wordParameter } from '../gcode/words.ts';
import type { Names } from './chunkReader.ts';
import { featureWords, type Print, type PrintLayer } from './compose.ts';
import { SEGMENT, SUM } from './segments.ts';

/** The layers of a print as every surface shows them. */
export function layerOutlines(print: Print, text: GcodeText): LayerOutline[] {
  let previousZ = 0;
  return print.layers.map((layer, index) => {
    const outline = layerOutline(layer, index, previousZ, text);
    previousZ = outline.z ?? previousZ;
    return outline;
  });
}

function layerOutline(
  layer: PrintLayer,
  index: number,
  previousZ: number,
  text: GcodeText,
): LayerOutline {
  const { sums } = layer;
  const statedZ = Number.isNaN(layer.statedZ) ? null : millimetres(layer.statedZ);
  const movedZ = Number.isNaN(sums[SUM.firstZ]) ? null : millimetres(sums[SUM.firstZ] ?? 0);
  const z = statedZ ?? movedZ;
  const statedHeight = layer.statedHeight > 0 ? millimetres(layer.statedHeight) : null;
  // A layer below the one before it is the first of another object.
  const risen = z === null ? null : round(z - (z > previousZ ? previousZ : 0));
  return {
    index,
    number: Number.isNaN(layer.number) ? index + 1 : layer.number,
    z,
    zCertainty: statedZ !== null ? 'known' : movedZ !== null ? 'inferred' : 'unavailable',
    height: statedHeight ?? risen,
    heightCertainty: statedHeight !== null ? 'known' : risen !== null ? 'inferred' : 'unavailable',
    firstLine: layer.firstLine + 1,
    lastLine: layer.lastLine + 1,
    firstByte: byteOfLine(text, layer.firstLine),
    lastByte: byteOfLine(text, layer.lastLine + 1) - 1,
    seconds: seconds(sums[SUM.duration] ?? 0),
    startSeconds: seconds(layer.startTime),
    filamentMm: millimetres(sums[SUM.filament] ?? 0),
    travelMm: millimetres(sums[SUM.travelLength] ?? 0),
    extrudeMm: millimetres(sums[SUM.extrudeLength] ?? 0),
    retractions: sums[SUM.retractions] ?? 0,
    moves: sums[SUM.moves] ?? 0,
  };
}

/** The features of one layer in order; they tile its lines. */
export function featureOutlines(
  print: Print,
  layerIndex: number,
  names: Names,
  dialect: Dialect | undefined,
): FeatureOutline[] {
  const layer = print.layers[layerIndex];
  if (!layer) return [];
  let startTime = layer.startTime;
  return print.features
    .slice(layer.firstFeature, layer.firstFeature + layer.featureCount)
    .map((feature) => {
      const outline = {
        ...featureWords(feature, names, dialect),
        firstLine: feature.firstLine + 1,
        lastLine: feature.lastLine + 1,
        seconds: seconds(feature.duration),
        startSeconds: seconds(startTime),
        filamentMm: millimetres(feature.filament),
        ...(feature.continued ? { continued: true as const } : {}),
      };
      startTime += feature.duration;
      return outline;
    });
}

/** What lies before, in and behind the layers; together every line once. */
export function sectionOutlines(print: Print): SectionOutline[] {
  const first = print.layers[0];
  if (!first) {
    return print.lineCount === 0
      ? []
      : [{ kind: 'start', firstLine: 1, lastLine: print.lineCount }];
  }
  const sections: SectionOutline[] = [];
  if (first.firstLine > 0)
    sections.push({ kind: 'start', firstLine: 1, lastLine: first.firstLine });
  sections.push({ kind: 'layers', firstLine: first.firstLine + 1, lastLine: print.endLine });
  if (print.endLine < print.lineCount)
    sections.push({ kind: 'end', firstLine: print.endLine + 1, lastLine: print.lineCount });
  return sections;
}

const MARKED_BY: Readonly<Record<number, ObjectOutline['markedBy']>> = {
  [SEGMENT.excludeObject]: 'EXCLUDE_OBJECT',
  [SEGMENT.m486]: 'M486',
  [SEGMENT.m624]: 'M624',
  [SEGMENT.printingObject]: 'printing object',
  [SEGMENT.mesh]: 'MESH',
};

export function objectOutlines(print: Print, text: GcodeText): ObjectOutline[] {
  return print.objects.map((object) => ({
    name: object.name,
    ranges: object.ranges.map((range) => ({
      firstLine: range.firstLine + 1,
      lastLine: range.lastLine + 1,
    })),
    seconds: seconds(object.sums[SUM.duration] ?? 0),
    filamentMm: millimetres(object.sums[SUM.filament] ?? 0),
    extrudeMm: millimetres(object.sums[SUM.extrudeLength] ?? 0),
    ...(object.definedLine < 0 ? {} : outlineOfDefinition(text, object.definedLine)),
    markedBy: MARKED_BY[object.markedBy] ?? 'printing object',
  }));
}

/** CENTER and POLYGON of an EXCLUDE_OBJECT_DEFINE; left out where they are not what Klipper reads. */
function outlineOfDefinition(
  text: GcodeText,
  lineNumber: number,
): Pick<ObjectOutline, 'centre' | 'polygon'> {
  const place = locateLine(text, lineNumber);
  if (!place) return {};
  const line = new GcodeLine();
  scanLine(place.bytes, place.start, line);
  const centre = pointOf(parsed(`[${wordParameter(line, 'CENTER') ?? ''}]`));
  const points = parsed(wordParameter(line, 'POLYGON') ?? '');
  const polygon = Array.isArray(points) ? points.map(pointOf) : [];
  const isWhole = polygon.every((point) => point !== undefined);
  return {
    ...(centre ? { centre } : {}),
    ...(polygon.length > 0 && isWhole ? { polygon } : {}),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function pointOf(value: unknown): readonly [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [x, y]: unknown[] = value;
  return typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined;
}

/** Sums of all layers. @param filamentG as the slicer's footer states it */
export function totalsOutline(print: Print, filamentG: number | undefined): TotalsOutline {
  const { totals } = print;
  const at = (sum: number) => millimetres(totals[sum] ?? 0);
  return {
    seconds: seconds(totals[SUM.duration] ?? 0),
    filamentMm: at(SUM.filament),
    outsideLayersFilamentMm: millimetres(print.outside[SUM.filament] ?? 0),
    filamentMmByTool: print.filamentByTool.map(millimetres),
    ...(filamentG === undefined ? {} : { filamentG }),
    travelMm: at(SUM.travelLength),
    extrudeMm: at(SUM.extrudeLength),
    retractions: totals[SUM.retractions] ?? 0,
    bounds:
      Number.isFinite(totals[SUM.minX]) && Number.isFinite(totals[SUM.minZ])
        ? {
            min: [at(SUM.minX), at(SUM.minY), at(SUM.minZ)],
            max: [at(SUM.maxX), at(SUM.maxY), at(SUM.maxZ)],
          }
        : null,
  };
}

function millimetres(nanometres: number): number {
  return nanometres / UNITS_PER_ONE;
}

function round(value: number): number {
  return Math.round(value * UNITS_PER_ONE) / UNITS_PER_ONE;
}

function seconds(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e6) / 1e3;
}
