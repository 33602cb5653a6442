import type { LayerOutline, LayerSource } from '#core/contract/outline';
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatLength,
  formatMillimetres,
  sentenceCase,
} from '../text/quantity.ts';
import type { LayerNode } from './layerNodes.ts';
import { roleColor } from './roleColors.ts';

/** How a node reads in the Layers view. */
export interface NodeText {
  readonly label: string;
  readonly description: string;
  /** For screen readers, where label and description have signs that do not read well. */
  readonly spoken?: string;
  /** Lines of plain text. */
  readonly tooltip: string;
  /** A codicon. */
  readonly icon: string;
  /** A theme colour for the icon. */
  readonly color?: string;
}

/** `Layer 12`, in the slicer's own counting. */
export function layerName(layer: LayerOutline): string {
  return `Layer ${layer.number}`;
}

/** `2.4 mm`; `≈ 2.4 mm` where it is concluded from the moves; `z unknown`. */
export function layerZ(layer: LayerOutline): string {
  if (layer.z === null) return 'z unknown';
  return `${layer.zCertainty === 'inferred' ? '≈ ' : ''}${zText(layer)}`;
}

/** @param totalSeconds of the whole file */
export function nodeText(node: LayerNode, totalSeconds: number): NodeText {
  switch (node.kind) {
    case 'objects':
      return {
        label: 'Objects',
        description: formatCount(node.objects.length),
        tooltip: 'What is printed side by side, as the slicer names it',
        icon: 'symbol-namespace',
      };
    case 'object':
      return objectText(node);
    case 'section':
      return sectionText(node);
    case 'layerGroup':
      return groupText(node, totalSeconds);
    case 'layer':
      return layerText(node.layer, totalSeconds);
    case 'feature':
      return featureText(node, totalSeconds);
  }
}

/** A sentence above the tree when the layers were not marked by the slicer; '' when they were. */
export function layerSourceNote(source: LayerSource): string {
  switch (source) {
    case 'marks':
      return '';
    case 'none':
      return 'There are no layers: the file has neither marks of a slicer nor moves that print.';
    case 'comments':
      return "Layers are told from the slicer's comments on single lines.";
    case 'inferred':
      return 'The slicer marked no layers: these are told from the height of the moves.';
  }
}

function layerText(layer: LayerOutline, totalSeconds: number): NodeText {
  const height = layer.height === null ? undefined : `${formatMillimetres(layer.height)} mm`;
  return {
    label: layerName(layer),
    // Short, because side bars are narrow; the tooltip has the words.
    description: [
      layer.z === null
        ? 'z ?'
        : `z${layer.zCertainty === 'inferred' ? ' ≈ ' : ' '}${formatMillimetres(layer.z)}`,
      ...(layer.height === null ? [] : [`↕${formatMillimetres(layer.height)}`]),
      formatDuration(layer.seconds),
      formatLength(layer.filamentMm),
    ].join('  '),
    spoken: [
      layerName(layer),
      `z ${zText(layer)}`,
      ...(height === undefined ? [] : [`height ${height}`]),
      formatDuration(layer.seconds),
      `${formatLength(layer.filamentMm)} of filament`,
    ].join(', '),
    tooltip: [
      certain(`${layerName(layer)}, z`, zText(layer), layer.zCertainty),
      certain('Height', height ?? 'unknown', layer.heightCertainty),
      ...timeLines(layer, totalSeconds),
      `Filament: ${formatLength(layer.filamentMm)}`,
      `Printed ${formatLength(layer.extrudeMm)}, travelled ${formatLength(layer.travelMm)} in ${formatCounted(layer.moves, 'move')}`,
      formatCounted(layer.retractions, 'retraction'),
      lines(layer),
    ].join('\n'),
    icon: 'layers',
  };
}

function zText({ z }: LayerOutline): string {
  return z === null ? 'unknown' : `${formatMillimetres(z)} mm`;
}

function certain(name: string, value: string, certainty: LayerOutline['zCertainty']): string {
  return `${name} ${value}${certainty === 'inferred' ? ', told from the moves' : ''}`;
}

function featureText(
  { feature }: Extract<LayerNode, { kind: 'feature' }>,
  totalSeconds: number,
): NodeText {
  const role = sentenceCase(feature.role);
  const label = feature.rawName === '' ? role : feature.rawName;
  const goesOn = feature.continued ? 'goes on from the layer before' : undefined;
  return {
    label,
    description: [
      formatDuration(feature.seconds),
      formatLength(feature.filamentMm),
      ...(goesOn === undefined ? [] : ['↑']),
    ].join('  '),
    tooltip: [
      label === role ? label : `${label}: ${feature.role}`,
      ...(goesOn === undefined ? [] : [sentenceCase(goesOn)]),
      ...timeLines(feature, totalSeconds),
      `Filament: ${formatLength(feature.filamentMm)}`,
      lines(feature),
    ].join('\n'),
    icon: 'circle-filled',
    color: `3dpai.${roleColor(feature.role)}`,
  };
}

function objectText({ object }: Extract<LayerNode, { kind: 'object' }>): NodeText {
  return {
    label: object.name === '' ? '(no name)' : object.name,
    description: `${formatDuration(object.seconds)}  ${formatLength(object.filamentMm)}`,
    tooltip: [
      object.name,
      `Time: ${formatDuration(object.seconds)}`,
      `Filament: ${formatLength(object.filamentMm)}, printed path ${formatLength(object.extrudeMm)}`,
      `Printed in ${formatCounted(object.ranges.length, 'place')}`,
      `Marked by ${object.markedBy}`,
    ].join('\n'),
    icon: 'symbol-object',
  };
}

function sectionText({ section, seconds }: Extract<LayerNode, { kind: 'section' }>): NodeText {
  const isStart = section.kind === 'start';
  return {
    label: isStart ? 'Start G-code' : 'End G-code',
    description: `${formatCounted(section.lastLine - section.firstLine + 1, 'line')}  ${formatDuration(seconds)}`,
    tooltip: `${isStart ? 'Everything before the first layer' : 'Everything behind the last layer'}\nTime of moves and pauses: ${formatDuration(seconds)}\n${lines(section)}`,
    icon: isStart ? 'debug-start' : 'debug-stop',
  };
}

function groupText(
  { layers }: Extract<LayerNode, { kind: 'layerGroup' }>,
  totalSeconds: number,
): NodeText {
  const first = layers[0]?.layer;
  const last = layers.at(-1)?.layer;
  if (first === undefined || last === undefined) {
    return { label: 'Layers', description: '', tooltip: '', icon: 'layers' };
  }
  const seconds = layers.reduce((sum, { layer }) => sum + layer.seconds, 0);
  const filamentMm = layers.reduce((sum, { layer }) => sum + layer.filamentMm, 0);
  return {
    label: `Layers ${first.number} to ${last.number}`,
    description: `${zRange(first, last)}${formatDuration(seconds)}`,
    tooltip: [
      `z ${layerZ(first)} to ${layerZ(last)}`,
      ...timeLines({ seconds, startSeconds: first.startSeconds }, totalSeconds),
      `Filament: ${formatLength(filamentMm)}`,
    ].join('\n'),
    icon: 'layers',
  };
}

function zRange(first: LayerOutline, last: LayerOutline): string {
  if (first.z === null || last.z === null) return '';
  return `z ${formatMillimetres(first.z)}–${formatMillimetres(last.z)}  `;
}

/** Its own time, when it begins, and what is left of the print behind it. */
function timeLines(
  part: { readonly seconds: number; readonly startSeconds: number },
  totalSeconds: number,
): string[] {
  const left = Math.max(0, totalSeconds - part.startSeconds - part.seconds);
  return [
    `Time: ${formatDuration(part.seconds)}`,
    `Begins at ${formatDuration(part.startSeconds)}, ${formatDuration(left)} left behind it`,
  ];
}

function lines(range: { readonly firstLine: number; readonly lastLine: number }): string {
  return `Lines ${formatCount(range.firstLine)} to ${formatCount(range.lastLine)}`;
}
