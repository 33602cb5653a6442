import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { FeatureOutline, LayerOutline, ObjectOutline } from '#core/contract/outline';
import type { GcodeText } from '#core/gcode/text';
import {
  featureOutlines,
  layerOutlines,
  objectOutlines,
  sectionOutlines,
} from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { linesRange } from '../positions.ts';
import { filamentText, heightText, layerName, timeText } from './words.ts';

/** Editors sort and filter symbols on their own thread; more than this makes them slow. */
const MOST_SYMBOLS = 5_000;

/** Start G-code, layers with their features, end G-code, objects. Layers come first where there are more
 * than an editor can show. */
export function documentSymbols<Result>(reading: Reading<Result>): DocumentSymbol[] {
  const print = reading.print();
  const { text } = reading;
  const layers = layerOutlines(print, text).slice(0, MOST_SYMBOLS);
  let left = MOST_SYMBOLS - layers.length;
  const layerSymbols = layers.map((layer) => {
    const features =
      left > 0 ? featureOutlines(print, layer.index, reading.names, reading.dialect) : [];
    const children = features.slice(0, left).map((feature) => featureSymbol(feature, text));
    left -= children.length;
    return layerSymbol(layer, children, text);
  });
  const sections = sectionOutlines(print).filter((section) => section.kind !== 'layers');
  const sectionSymbols = sections.map((section) =>
    symbol(
      section.kind === 'start' ? 'Start' : 'End',
      `${section.lastLine - section.firstLine + 1} lines`,
      SymbolKind.Event,
      section.firstLine,
      section.lastLine,
      text,
    ),
  );
  const objects = objectOutlines(print, text)
    .filter((object) => object.ranges.length > 0)
    .slice(0, Math.max(0, left));
  return [
    ...sectionSymbols,
    ...layerSymbols,
    ...objects.map((object) => objectSymbol(object, text)),
  ];
}

function layerSymbol(
  layer: LayerOutline,
  children: DocumentSymbol[],
  text: GcodeText,
): DocumentSymbol {
  const figures = [heightText(layer), timeText(layer.seconds), filamentText(layer.filamentMm)];
  const detail = figures.filter(Boolean).join(' · ');
  return {
    ...symbol(layerName(layer), detail, SymbolKind.Class, layer.firstLine, layer.lastLine, text),
    children,
  };
}

function featureSymbol(feature: FeatureOutline, text: GcodeText): DocumentSymbol {
  const name = feature.rawName || feature.role;
  const role = feature.rawName && feature.rawName !== feature.role ? feature.role : '';
  const detail = [role, timeText(feature.seconds)].filter(Boolean).join(' · ');
  return symbol(name, detail, SymbolKind.Method, feature.firstLine, feature.lastLine, text);
}

function objectSymbol(object: ObjectOutline, text: GcodeText): DocumentSymbol {
  const first = object.ranges[0]?.firstLine ?? 1;
  const last = object.ranges[object.ranges.length - 1]?.lastLine ?? first;
  const detail = `${timeText(object.seconds)} · ${filamentText(object.filamentMm)} · ${object.ranges.length} parts`;
  return symbol(object.name || 'object', detail, SymbolKind.Object, first, last, text);
}

/** Lines count from 1 and are inclusive. */
function symbol(
  name: string,
  detail: string,
  kind: SymbolKind,
  firstLine: number,
  lastLine: number,
  text: GcodeText,
): DocumentSymbol {
  return {
    name,
    detail,
    kind,
    range: linesRange(text, firstLine - 1, lastLine - 1),
    selectionRange: linesRange(text, firstLine - 1, firstLine - 1),
  };
}
