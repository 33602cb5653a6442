import {
  type CancellationToken,
  CancellationTokenSource,
  commands,
  Disposable,
  EventEmitter,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  type TreeView,
  Uri,
  window,
} from 'vscode';
import { stateRequest } from '#core/contract/server';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { firstLineOf, isLayersViewNode } from '../layers/layerNodes.ts';
import { COMMAND, VIEW } from '../manifest.ts';
import { type CurrentPrint, printAt } from '../print/currentPrint.ts';
import type { PrintCursor } from '../print/printCursor.ts';
import type { PrintReader } from '../print/printReader.ts';
import { isLineArgument } from '../text/commandArguments.ts';
import { debounce } from '../text/debounce.ts';
import { formatCount } from '../text/quantity.ts';
import { type StateRow, stateRows } from './stateRows.ts';

export interface MachineStateDependencies {
  readonly current: CurrentPrint;
  readonly cursor: PrintCursor;
  readonly reader: PrintReader;
  readonly server: LanguageServer;
}

// Shorter than a person notices, longer than the lines passed while an arrow key is held down.
const pauseMilliseconds = 60;

/** The Machine State view: what is set, and where the nozzle is, before the line of the cursor. */
export function registerMachineStateView(deps: MachineStateDependencies): Disposable {
  const changed = new EventEmitter<void>();
  let rows: readonly StateRow[] = [];
  const provider: TreeDataProvider<StateRow> = {
    onDidChangeTreeData: changed.event,
    getChildren: (row) => (row === undefined ? [...rows] : []),
    getTreeItem: stateItem,
  };
  const view = window.createTreeView(VIEW.machineState, { treeDataProvider: provider });
  let asked = new CancellationTokenSource();
  const update = debounce(pauseMilliseconds, () => {
    asked.cancel();
    asked.dispose();
    asked = new CancellationTokenSource();
    void showState(deps, view, asked.token, (next) => {
      rows = next;
      changed.fire();
    });
  });
  return Disposable.from(
    view,
    changed,
    update,
    deps.cursor.onDidMove(update.call),
    deps.reader.onDidChange(update.call),
    view.onDidChangeVisibility(update.call),
    commands.registerCommand(COMMAND.showMachineState, (argument: unknown) =>
      reveal(deps, argument),
    ),
  );
}

async function showState(
  { current, cursor, reader, server }: MachineStateDependencies,
  view: TreeView<StateRow>,
  token: CancellationToken,
  show: (rows: readonly StateRow[]) => void,
): Promise<void> {
  const print = current.value;
  if (!view.visible || print === undefined) return;
  const line = cursor.line(print);
  try {
    await reader.open(print);
    const state = await server.request(stateRequest, { uri: print.uri.toString(), line }, token);
    if (token.isCancellationRequested) return;
    view.description = state ? `before line ${formatCount(line + 1)}` : '';
    view.message = '';
    show(state ? stateRows(state) : []);
  } catch (error) {
    if (token.isCancellationRequested) return;
    view.message = error instanceof Error ? error.message : String(error);
    show([]);
  }
}

/** Brings the view to the front, after going to the line that a lens or the Layers view names. */
async function reveal(
  { current, cursor }: MachineStateDependencies,
  argument: unknown,
): Promise<void> {
  if (isLineArgument(argument)) {
    await cursor.goTo(printAt(Uri.parse(argument.uri), current.value), argument.line);
  } else if (isLayersViewNode(argument) && current.value !== undefined) {
    await cursor.goTo(current.value, (firstLineOf(argument) ?? 1) - 1);
  }
  await commands.executeCommand(`${VIEW.machineState}.focus`);
}

function stateItem(row: StateRow): TreeItem {
  const item = new TreeItem(row.name);
  item.id = row.name;
  item.description = row.value;
  item.iconPath = new ThemeIcon(row.icon);
  item.tooltip = `${row.name}: ${row.value}\n${row.explanation}`;
  item.accessibilityInformation = { label: `${row.name}: ${row.value}` };
  return item;
}
