import type { CodeLens } from 'vscode-languageserver';
import { copyLayerCommand, goToLayerCommand, showPrintTimeCommand } from '#core/contract/commands';
import type { LayerOutline } from '#core/contract/outline';
import { layerOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { filamentText, heightText, layerName, timeText } from './words.ts';

/** More layers than this have no lens: the editor keeps a row on the screen for each. */
const MOST_LAYERS = 5_000;

/** A line of figures above each layer, and ways from it to the print's time, to its neighbour and to the
 * clipboard. */
export function codeLenses<Result>(reading: Reading<Result>, uri: string): CodeLens[] {
  const layers = layerOutlines(reading.print(), reading.text).slice(0, MOST_LAYERS);
  return layers.flatMap((layer) => {
    const range = {
      start: { line: layer.firstLine - 1, character: 0 },
      end: { line: layer.firstLine - 1, character: 0 },
    };
    const next = layers[layer.index + 1];
    const lenses: CodeLens[] = [
      { range, command: { title: figures(layer), ...goTo(uri, layer.index) } },
      {
        range,
        command: {
          title: 'print time',
          command: showPrintTimeCommand.command,
          arguments: [{ uri, layer: layer.index }],
        },
      },
    ];
    if (next) lenses.push({ range, command: { title: 'next layer', ...goTo(uri, next.index) } });
    lenses.push({
      range,
      command: {
        title: 'copy layer',
        command: copyLayerCommand.command,
        arguments: [{ uri, layer: layer.index }],
      },
    });
    return lenses;
  });
}

function goTo(uri: string, layer: number): { command: string; arguments: object[] } {
  return { command: goToLayerCommand.command, arguments: [{ uri, layer }] };
}

function figures(layer: LayerOutline): string {
  return [
    layerName(layer),
    heightText(layer),
    filamentText(layer.filamentMm),
    `${layer.moves} ${layer.moves === 1 ? 'move' : 'moves'}`,
    timeText(layer.seconds),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
