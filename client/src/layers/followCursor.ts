import { commands, Disposable, type Event, type TreeView, workspace } from 'vscode';
import { COMMAND } from '../manifest.ts';
import type { CurrentPrint } from '../print/currentPrint.ts';
import type { PrintCursor } from '../print/printCursor.ts';
import { readSetting, updateSetting } from '../settings.ts';
import { debounce } from '../text/debounce.ts';
import { type LayerNode, type LayerTree, nodeAtLine, nodeId } from './layerNodes.ts';

export interface FollowingDependencies {
  readonly view: TreeView<LayerNode>;
  readonly cursor: PrintCursor;
  readonly current: CurrentPrint;
  readonly tree: () => LayerTree | undefined;
  /** Another tree is shown. */
  readonly onDidShow: Event<void>;
}

// Long enough to skip the lines passed while an arrow key is held down.
const pauseMilliseconds = 80;

const setting = '3dpai.layers.followCursor';

/** Selects the layer or feature that the cursor is in, as long as the setting says so. */
export function registerFollowing(deps: FollowingDependencies): Disposable {
  const { view, cursor, current, tree, onDidShow } = deps;
  const open = new Set<number>();
  const follow = debounce(pauseMilliseconds, () => {
    const known = tree();
    const print = current.value;
    if (!view.visible || known === undefined || print === undefined) return;
    if (!readSetting(setting)) return;
    const node = nodeAtLine(known, cursor.line(print) + 1, open);
    if (node === undefined || isSelected(view, node)) return;
    // The tree may be replaced while this is on its way; the next one is followed as well.
    view.reveal(node, { select: true, focus: false, expand: false }).then(undefined, () => {});
  });
  const note = (node: LayerNode, isOpen: boolean) => {
    if (node.kind !== 'layer') return;
    if (isOpen) open.add(node.layer.index);
    else open.delete(node.layer.index);
  };
  return Disposable.from(
    follow,
    cursor.onDidMove(follow.call),
    onDidShow(follow.call),
    current.onDidChange(() => open.clear()),
    view.onDidChangeVisibility(follow.call),
    view.onDidExpandElement(({ element }) => note(element, true)),
    view.onDidCollapseElement(({ element }) => note(element, false)),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(setting)) follow.call();
    }),
    commands.registerCommand(COMMAND.followCursor, () => updateSetting(setting, true)),
    commands.registerCommand(COMMAND.stopFollowingCursor, () => updateSetting(setting, false)),
  );
}

function isSelected(view: TreeView<LayerNode>, node: LayerNode): boolean {
  return view.selection.length === 1 && view.selection.some((one) => nodeId(one) === nodeId(node));
}
