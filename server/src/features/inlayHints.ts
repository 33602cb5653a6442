import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import { layerOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { lineRange } from '../positions.ts';
import { millimetres } from './words.ts';

/** Number, Z and height behind the first line of each layer in a range. */
export function inlayHints<Result>(reading: Reading<Result>, range: Range): InlayHint[] {
  const print = reading.print();
  return layerOutlines(print, reading.text)
    .filter(
      (layer) => layer.firstLine - 1 >= range.start.line && layer.firstLine - 1 <= range.end.line,
    )
    .map((layer) => ({
      position: lineRange(reading.text, layer.firstLine - 1).end,
      label: [
        `layer ${layer.number} (${layer.index + 1} of ${print.layers.length})`,
        layer.z === null ? '' : `z ${millimetres(layer.z)}`,
        layer.height === null ? '' : `height ${millimetres(layer.height)}`,
        layer.zCertainty === 'inferred' && print.source === 'inferred' ? 'inferred' : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
      kind: InlayHintKind.Type,
      paddingLeft: true,
    }));
}
