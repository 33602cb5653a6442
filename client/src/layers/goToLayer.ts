import { commands, Disposable, type QuickPickItem, Uri, window } from 'vscode';
import type { LayerOutline } from '#core/contract/outline';
import { COMMAND } from '../manifest.ts';
import { type CurrentPrint, printAt } from '../print/currentPrint.ts';
import { indexOfStep, lastStartingAtOrBefore } from '../print/layerAtLine.ts';
import type { PrintCursor } from '../print/printCursor.ts';
import type { PrintReader } from '../print/printReader.ts';
import { isLayerArgument } from '../text/commandArguments.ts';
import { formatDuration, formatMillimetres } from '../text/quantity.ts';
import { findLayers, parseLayerQuery } from './layerQuery.ts';
import { layersOrTell } from './layersOrTell.ts';
import { layerName, layerZ } from './layerText.ts';

export interface LayerCommandDependencies {
  readonly current: CurrentPrint;
  readonly cursor: PrintCursor;
  readonly reader: PrintReader;
}

/** Going to a layer that is named, the next and the previous one. */
export function registerGoToLayer(deps: LayerCommandDependencies): Disposable {
  return Disposable.from(
    commands.registerCommand(COMMAND.goToLayer, (argument: unknown) => goToLayer(deps, argument)),
    commands.registerCommand(COMMAND.nextLayer, () => step(deps, 'next')),
    commands.registerCommand(COMMAND.previousLayer, () => step(deps, 'previous')),
  );
}

// More rows than anyone scrolls through; a number or a height finds every layer.
const longestList = 500;

async function goToLayer(deps: LayerCommandDependencies, argument: unknown): Promise<void> {
  const print = isLayerArgument(argument)
    ? printAt(Uri.parse(argument.uri), deps.current.value)
    : deps.current.value;
  const layers = await layersOrTell(deps.reader, print);
  if (print === undefined || layers === undefined) return;
  const layer = isLayerArgument(argument)
    ? layers[argument.layer]
    : await pickLayer(layers, deps.cursor.line(print));
  if (layer !== undefined) await deps.cursor.goTo(print, layer.firstLine - 1);
}

interface LayerItem extends QuickPickItem {
  readonly layer: LayerOutline;
}

async function pickLayer(
  layers: readonly LayerOutline[],
  line: number,
): Promise<LayerOutline | undefined> {
  const pick = window.createQuickPick<LayerItem>();
  pick.title = 'Go to Layer';
  pick.placeholder = placeholder(layers);
  const show = () => {
    const found = findLayers(layers, parseLayerQuery(pick.value), longestList);
    pick.items = found.map(layerItem);
  };
  show();
  const here = layers[lastStartingAtOrBefore(layers, line + 1)];
  const item = pick.items.find(({ layer }) => layer === here);
  if (item !== undefined) pick.activeItems = [item];
  const picked = new Promise<LayerOutline | undefined>((resolve) => {
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      // Whoever types fast accepts before the list has caught up: then its new first row is meant.
      const active = pick.activeItems.find((item) => pick.items.includes(item));
      resolve((active ?? pick.items[0])?.layer);
    });
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  const layer = await picked;
  pick.dispose();
  return layer;
}

function placeholder(layers: readonly LayerOutline[]): string {
  const numbers = `A number from ${layers[0]?.number} to ${layers.at(-1)?.number}`;
  const height = layers[layers.length >> 1]?.z;
  return height == null
    ? numbers
    : `${numbers}, or a height such as z=${formatMillimetres(height)}`;
}

function layerItem(layer: LayerOutline): LayerItem {
  return {
    layer,
    label: layerName(layer),
    description: `${zText(layer)}  ·  ${formatDuration(layer.seconds)}`,
    // What fits is decided by what was typed as a number, not by its letters.
    alwaysShow: true,
  };
}

function zText(layer: LayerOutline): string {
  return layer.z === null ? layerZ(layer) : `z ${layerZ(layer)}`;
}

async function step(deps: LayerCommandDependencies, direction: 'next' | 'previous'): Promise<void> {
  const print = deps.current.value;
  const layers = await layersOrTell(deps.reader, print);
  if (print === undefined || layers === undefined) return;
  const layer = layers[indexOfStep(layers, deps.cursor.line(print) + 1, direction)];
  if (layer !== undefined) {
    await deps.cursor.goTo(print, layer.firstLine - 1);
    return;
  }
  const end = direction === 'next' ? 'last' : 'first';
  window.setStatusBarMessage(`This is the ${end} layer.`, 3000);
}
