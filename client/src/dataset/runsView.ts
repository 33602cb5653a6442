import {
  Disposable,
  EventEmitter,
  FileType,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
  workspace,
} from 'vscode';
import { VIEW } from '../manifest.ts';
import { placeOf, rawFolder } from './datasetProblems.ts';
import type { Dataset, Datasets } from './datasets.ts';
import { type BatchNode, batchNodes, type FindingNode, type RunNode } from './runNodes.ts';

interface DatasetNode {
  readonly kind: 'dataset';
  readonly dataset: Dataset;
}

/** A file or folder of a raw run. */
interface FileNode {
  readonly kind: 'file';
  readonly uri: Uri;
  readonly isFolder: boolean;
}

interface FactNode {
  readonly kind: 'fact';
  readonly name: string;
  readonly value: string;
}

type Placed<Node> = Node & { readonly dataset: Dataset };
export type RunsNode =
  | DatasetNode
  | Placed<BatchNode>
  | Placed<RunNode>
  | Placed<FindingNode>
  | FactNode
  | FileNode;

/** The Runs view: every run of a dataset by batch, with what was found in it, what is known of it, its files. */
export function registerRunsView(datasets: Datasets): Disposable & {
  readonly view: TreeView<RunsNode>;
  children(node?: RunsNode): Promise<RunsNode[]>;
} {
  const changed = new EventEmitter<undefined>();
  const children = (node?: RunsNode) => childrenOf(datasets, node);
  const provider: TreeDataProvider<RunsNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: children,
  };
  const view = window.createTreeView(VIEW.runs, {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  const registered = Disposable.from(
    view,
    changed,
    datasets.onDidChange(() => changed.fire(undefined)),
  );
  return { view, children, dispose: () => registered.dispose() };
}

async function childrenOf(datasets: Datasets, node: RunsNode | undefined): Promise<RunsNode[]> {
  if (node === undefined) {
    const all = await datasets.all();
    const [only] = all;
    if (all.length === 1 && only) return batchesOf(only);
    return all.map((dataset) => ({ kind: 'dataset', dataset }));
  }
  switch (node.kind) {
    case 'dataset':
      return batchesOf(node.dataset);
    case 'batch':
      return node.runs.map((run) => ({ ...run, dataset: node.dataset }));
    case 'run':
      return [
        ...node.findings.map((finding) => ({ ...finding, dataset: node.dataset })),
        ...node.facts.map((fact) => ({ kind: 'fact' as const, ...fact })),
        ...(await filesOf(rawFolder(node.dataset, node.folder))),
      ];
    case 'file':
      return node.isFolder ? filesOf(node.uri) : [];
    default:
      return [];
  }
}

function batchesOf(dataset: Dataset): RunsNode[] {
  const reports = [...dataset.stages.values()].map(({ report }) => report);
  return batchNodes(reports).map((batch) => ({ ...batch, dataset }));
}

async function filesOf(folder: Uri): Promise<FileNode[]> {
  try {
    const entries = await workspace.fs.readDirectory(folder);
    return entries
      .map(([name, type]) => ({
        kind: 'file' as const,
        uri: Uri.joinPath(folder, name),
        isFolder: (type & FileType.Directory) !== 0,
      }))
      .sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  } catch {
    // The raw run was moved away; what is known of it stays.
    return [];
  }
}

const { Collapsed, Expanded, None } = TreeItemCollapsibleState;

const VERDICT_ICONS: Readonly<Record<RunNode['verdict'], ThemeIcon>> = {
  accept: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  quarantine: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
  reject: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
};

function itemOf(node: RunsNode): TreeItem {
  switch (node.kind) {
    case 'dataset': {
      const item = new TreeItem(node.dataset.name, Expanded);
      item.iconPath = new ThemeIcon('database');
      return item;
    }
    case 'batch': {
      const item = new TreeItem(node.name, Collapsed);
      item.description = `${node.runs.length} runs`;
      item.iconPath = new ThemeIcon('library');
      return item;
    }
    case 'run': {
      const item = new TreeItem(node.name, Collapsed);
      item.description = node.description;
      item.iconPath = VERDICT_ICONS[node.verdict];
      item.contextValue = 'run';
      item.accessibilityInformation = {
        label: `${node.name}, ${node.verdict}, ${node.description}`,
      };
      return item;
    }
    case 'finding': {
      const { finding } = node;
      const item = new TreeItem(finding.message);
      const { uri, range } = placeOf(node.dataset, node.folder, finding);
      item.description =
        finding.line === undefined ? finding.file : `${finding.file}:${finding.line}`;
      item.tooltip = `${finding.message}\n${finding.code}`;
      item.iconPath = new ThemeIcon(finding.severity === 'information' ? 'info' : finding.severity);
      item.command = {
        command: 'vscode.open',
        title: 'Open',
        arguments: [uri, { selection: range }],
      };
      return item;
    }
    case 'fact': {
      const item = new TreeItem(node.name, None);
      item.description = node.value;
      item.iconPath = new ThemeIcon('symbol-numeric');
      return item;
    }
    case 'file': {
      const item = new TreeItem(node.uri, node.isFolder ? Collapsed : None);
      item.iconPath = node.isFolder ? ThemeIcon.Folder : ThemeIcon.File;
      item.contextValue = 'runFile';
      if (!node.isFolder)
        item.command = { command: 'vscode.open', title: 'Open', arguments: [node.uri] };
      return item;
    }
  }
}
