import {
  Disposable,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from 'vscode';
import { COMMAND, VIEW } from '../manifest.ts';
import { setContext } from '../settings.ts';
import type { Dataset, Datasets } from './datasets.ts';
import { type FactNode, type StageNode, stageNodes } from './pipelineNodes.ts';
import type { RunningStages } from './runningStages.ts';

interface DatasetNode {
  readonly kind: 'dataset';
  readonly dataset: Dataset;
  readonly stages: readonly (StageNode & { readonly dataset: Dataset })[];
}

export type PipelineNode = DatasetNode | (StageNode & { readonly dataset: Dataset }) | FactNode;

export interface PipelineView extends Disposable {
  readonly view: TreeView<PipelineNode>;
  /** What it shows; tests look at it. */
  nodes(): Promise<readonly DatasetNode[]>;
}

/** The Pipeline view: datasets with their stages, what state each is in, and what it said last. */
export function registerPipelineView(deps: {
  readonly datasets: Datasets;
  readonly running: RunningStages;
}): PipelineView {
  const { datasets, running } = deps;
  const changed = new EventEmitter<undefined>();
  const nodes = async (): Promise<readonly DatasetNode[]> => {
    const all = await datasets.all();
    setContext('3dpai.hasDataset', all.length > 0);
    return all.map((dataset) => ({
      kind: 'dataset',
      dataset,
      stages: stageNodes(dataset.stages, running.progressOf(dataset.folder.fsPath), Date.now()).map(
        (stage) => ({ ...stage, dataset }),
      ),
    }));
  };
  const provider: TreeDataProvider<PipelineNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    async getChildren(node) {
      if (node === undefined) {
        const all = await nodes();
        // A single dataset needs no line of its own.
        return all.length === 1 ? [...(all[0]?.stages ?? [])] : [...all];
      }
      if (node.kind === 'dataset') return [...node.stages];
      return node.kind === 'stage' ? [...node.children] : [];
    },
  };
  const view = window.createTreeView(VIEW.pipeline, { treeDataProvider: provider });
  const refresh = () => changed.fire(undefined);
  const registered = Disposable.from(
    view,
    changed,
    datasets.onDidChange(refresh),
    running.onDidChange(refresh),
  );
  return { view, nodes, dispose: () => registered.dispose() };
}

const ICONS: Readonly<Record<StageNode['state'], ThemeIcon>> = {
  running: new ThemeIcon('sync~spin'),
  'not run': new ThemeIcon('circle-large-outline'),
  fine: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  findings: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
};

function itemOf(node: PipelineNode): TreeItem {
  if (node.kind === 'dataset') {
    const item = new TreeItem(node.dataset.name, TreeItemCollapsibleState.Expanded);
    item.iconPath = new ThemeIcon('database');
    item.contextValue = 'dataset';
    item.id = node.dataset.folder.toString();
    return item;
  }
  if (node.kind === 'fact') {
    const item = new TreeItem(node.label);
    item.description = node.description;
    item.iconPath = new ThemeIcon(node.icon);
    return item;
  }
  const { stage, state, description, tooltip, children, dataset } = node;
  const item = new TreeItem(
    stage.title,
    children.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = `${dataset.folder.toString()}#${stage.id}`;
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath = ICONS[state];
  item.contextValue = state === 'running' ? 'stage running' : 'stage';
  item.accessibilityInformation = { label: `${stage.title}, ${state}, ${description}` };
  if (children.length === 0 && state !== 'running')
    item.command = { command: COMMAND.runStage, title: 'Run', arguments: [node] };
  return item;
}
