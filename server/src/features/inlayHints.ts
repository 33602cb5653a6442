import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import type { LayerOutline } from '#core/contract/outline';
import { layerOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { lineRange } from '../positions.ts';
import { millimetres, timeText } from './words.ts';

/** Number, time, Z and height behind the first line of each layer in a range; the editor cuts what is long. */
export function inlayHints<Result>(reading: Reading<Result>, range: Range): InlayHint[] {
  const print = reading.print();
  return layerOutlines(print, reading.text)
    .filter(
      (layer) => layer.firstLine - 1 >= range.start.line && layer.firstLine - 1 <= range.end.line,
    )
    .map((layer) => ({
      position: lineRange(reading.text, layer.firstLine - 1).end,
      label: [
        placeText(layer, print.layers.length),
        timeText(layer.seconds),
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

/** `layer 3 of 12`; `layer 0 (1 of 12)` where the slicer counts otherwise. */
function placeText({ number, index }: LayerOutline, count: number): string {
  const place = `${index + 1} of ${count}`;
  return number === index + 1 ? `layer ${place}` : `layer ${number} (${place})`;
}
