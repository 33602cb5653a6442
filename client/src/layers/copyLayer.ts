import { open } from 'node:fs/promises';
import { commands, type Disposable, env, ProgressLocation, Range, Uri, window } from 'vscode';
import type { LayerOutline } from '#core/contract/outline';
import { COMMAND } from '../manifest.ts';
import { documentOf, type Print, printAt } from '../print/currentPrint.ts';
import { indexAtLine } from '../print/layerAtLine.ts';
import { isLayerArgument } from '../text/commandArguments.ts';
import { formatBytes, formatCounted } from '../text/quantity.ts';
import type { LayerCommandDependencies } from './goToLayer.ts';
import { isLayersViewNode } from './layerNodes.ts';
import { layersOrTell } from './layersOrTell.ts';
import { layerName } from './layerText.ts';

/** Copying the lines of a layer, as they are in the editor or on disk. */
export function registerCopyLayer(deps: LayerCommandDependencies): Disposable {
  return commands.registerCommand(COMMAND.copyLayer, (argument: unknown) =>
    copyLayer(deps, argument),
  );
}

// The clipboard takes its text at one go, through every process between here and the window.
const largestBytes = 20_000_000;
const bytesWithProgress = 2_000_000;

async function copyLayer(deps: LayerCommandDependencies, argument: unknown): Promise<void> {
  const print = isLayerArgument(argument)
    ? printAt(Uri.parse(argument.uri), deps.current.value)
    : deps.current.value;
  const layers = await layersOrTell(deps.reader, print);
  if (print === undefined || layers === undefined) return;
  const layer = layers[layerIndex(layers, argument, deps.cursor.line(print))];
  if (layer === undefined) {
    void window.showInformationMessage('The cursor is in no layer: go to one and copy again.');
    return;
  }
  const bytes = layer.lastByte - layer.firstByte + 1;
  if (bytes > largestBytes) {
    void window.showWarningMessage(
      `${layerName(layer)} has ${formatBytes(bytes)}, more than the ${formatBytes(largestBytes)} that the clipboard is given at once: select a part of it and copy that.`,
    );
    return;
  }
  await withProgress(bytes > bytesWithProgress, `Copying ${layerName(layer)}`, async () => {
    await env.clipboard.writeText(await textOf(print, layer));
  });
  const lines = formatCounted(layer.lastLine - layer.firstLine + 1, 'line');
  window.setStatusBarMessage(`${layerName(layer)} copied: ${lines}.`, 3000);
}

/** An argument comes from a code lens or from the Layers view; without one the cursor decides. */
function layerIndex(layers: readonly LayerOutline[], argument: unknown, line: number): number {
  if (isLayerArgument(argument)) return argument.layer;
  if (isLayersViewNode(argument) && argument.kind === 'layer') return argument.layer.index;
  return indexAtLine(layers, line + 1);
}

async function textOf(print: Print, layer: LayerOutline): Promise<string> {
  const document = documentOf(print);
  if (document !== undefined) {
    return document.getText(new Range(layer.firstLine - 1, 0, layer.lastLine, 0));
  }
  const file = await open(print.uri.fsPath);
  try {
    const bytes = Buffer.alloc(layer.lastByte - layer.firstByte + 1);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, layer.firstByte);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function withProgress(
  shown: boolean,
  title: string,
  action: () => Promise<void>,
): Promise<void> {
  if (!shown) return action();
  await window.withProgress({ location: ProgressLocation.Window, title }, action);
}
