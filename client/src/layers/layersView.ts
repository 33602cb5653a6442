import {
  Disposable,
  type Event,
  EventEmitter,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from 'vscode';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { VIEW } from '../manifest.ts';
import type { CurrentPrint, Print } from '../print/currentPrint.ts';
import type { PrintCursor } from '../print/printCursor.ts';
import type { PrintReader } from '../print/printReader.ts';
import { largeFileNote } from '../text/largeFileNote.ts';
import { registerFollowing } from './followCursor.ts';
import {
  childrenOf,
  featureNodes,
  firstLineOf,
  type LayerNode,
  type LayerTree,
  layerTree,
  nodeId,
  type PlainLayerNode,
  parentOf,
} from './layerNodes.ts';
import { layerSourceNote, nodeText } from './layerText.ts';

export interface LayersViewDependencies {
  readonly current: CurrentPrint;
  readonly cursor: PrintCursor;
  readonly reader: PrintReader;
  readonly server: LanguageServer;
}

/** What is registered; tests look at the view. */
export interface LayersView extends Disposable {
  readonly view: TreeView<LayerNode>;
}

/** The Layers view: objects, start G-code, layers with their features, end G-code. */
export function registerLayersView(deps: LayersViewDependencies): LayersView {
  const { current, cursor, reader, server } = deps;
  const provider = new LayersProvider(reader);
  const view = window.createTreeView<LayerNode>(VIEW.layers, {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  const refresh = () => void refreshView(deps, view, provider);
  refresh();
  const registered = Disposable.from(
    view,
    provider,
    current.onDidChange(refresh),
    reader.onDidChange((uri) => {
      if (uri === undefined || uri.toString() === current.value?.uri.toString()) refresh();
    }),
    // A view that nobody sees asks for nothing.
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) refresh();
    }),
    view.onDidChangeSelection(({ selection }) => {
      const [node] = selection;
      const line = node === undefined ? undefined : firstLineOf(node);
      if (current.value?.kind !== 'largeFile' || line === undefined) return;
      cursor.noteLargeFileLine(current.value.uri, line - 1);
    }),
    server.onDidChange(({ state }) => {
      if (state === 'stopped') refresh();
    }),
    server.onDidRead(({ uri, phase, progress }) => {
      if (phase !== 'reading' || uri !== current.value?.uri.toString()) return;
      if (provider.tree === undefined) view.message = `Reading: ${Math.round(progress * 100)} %`;
    }),
    registerFollowing({
      view,
      cursor,
      current,
      tree: () => provider.tree,
      onDidShow: provider.onDidChangeTreeData,
    }),
  );
  return { view, dispose: () => registered.dispose() };
}

async function refreshView(
  { current, server }: LayersViewDependencies,
  view: TreeView<LayerNode>,
  provider: LayersProvider,
): Promise<void> {
  if (!view.visible) return;
  const print = current.value;
  const problem = await provider.load(print);
  if (problem === 'overtaken') return;
  const answer = provider.tree?.answer;
  view.description = answer?.layers.length ? String(answer.layers.length) : '';
  view.message = [
    problem ?? '',
    answer && server.state === 'stopped'
      ? 'The server is not running: this is what it last read.'
      : '',
    print?.kind === 'largeFile' ? largeFileNote(print.bytes) : '',
    answer ? layerSourceNote(answer.source) : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

class LayersProvider implements TreeDataProvider<LayerNode>, Disposable {
  readonly #reader: PrintReader;
  readonly #changed = new EventEmitter<void>();
  #print: Print | undefined;
  #tree: LayerTree | undefined;
  #load = 0;

  readonly onDidChangeTreeData: Event<void> = this.#changed.event;

  constructor(reader: PrintReader) {
    this.#reader = reader;
  }

  get tree(): LayerTree | undefined {
    return this.#tree;
  }

  /** @returns a sentence when the file cannot be read; `overtaken` when another load came between */
  async load(print: Print | undefined): Promise<string | undefined> {
    const load = ++this.#load;
    if (print?.uri.toString() !== this.#print?.uri.toString()) this.#show(print, undefined);
    this.#print = print;
    if (print === undefined) return undefined;
    try {
      const answer = await this.#reader.layers(print);
      if (load !== this.#load) return 'overtaken';
      if (answer !== undefined && answer === this.#tree?.answer) return undefined;
      this.#show(print, answer === undefined ? undefined : layerTree(answer));
      return undefined;
    } catch (error) {
      if (load !== this.#load) return 'overtaken';
      this.#show(print, undefined);
      return error instanceof Error ? error.message : String(error);
    }
  }

  #show(print: Print | undefined, tree: LayerTree | undefined): void {
    this.#print = print;
    this.#tree = tree;
    this.#changed.fire();
  }

  async getChildren(node?: LayerNode): Promise<LayerNode[]> {
    if (node === undefined) return [...(this.#tree?.roots ?? [])];
    if (node.kind !== 'layer') return [...childrenOf(node)];
    return this.#featuresOf(node);
  }

  getParent(node: LayerNode): LayerNode | undefined {
    return parentOf(node);
  }

  getTreeItem(node: LayerNode): TreeItem {
    const { label, description, spoken, icon, color } = nodeText(node, this.#seconds);
    const item = new TreeItem(label, collapsibleState(node));
    item.id = nodeId(node);
    item.description = description;
    item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
    item.contextValue = node.kind;
    item.accessibilityInformation = { label: spoken ?? `${label}, ${description}` };
    const line = firstLineOf(node);
    if (line !== undefined && this.#print !== undefined) {
      item.command = {
        command: 'vscode.open',
        title: 'Open',
        arguments: [this.#print.uri, { selection: new Range(line - 1, 0, line - 1, 0) }],
      };
    }
    return item;
  }

  resolveTreeItem(item: TreeItem, node: LayerNode): TreeItem {
    item.tooltip = nodeText(node, this.#seconds).tooltip;
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get #seconds(): number {
    return this.#tree?.answer.seconds ?? 0;
  }

  async #featuresOf(node: PlainLayerNode): Promise<LayerNode[]> {
    const tree = this.#tree;
    if (tree === undefined || this.#print === undefined) return [];
    const index = node.layer.index;
    const known = tree.features.get(index);
    if (known !== undefined) return [...known];
    const features = featureNodes(node, await this.#reader.features(this.#print, index));
    tree.features.set(index, features);
    return features;
  }
}

function collapsibleState(node: LayerNode): TreeItemCollapsibleState {
  const isLeaf = node.kind === 'feature' || node.kind === 'object' || node.kind === 'section';
  return isLeaf ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
}
