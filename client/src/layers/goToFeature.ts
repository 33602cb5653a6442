import { commands, type Disposable, type QuickPickItem, window } from 'vscode';
import { type RoleOutline, rolesRequest } from '#core/contract/server';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { COMMAND } from '../manifest.ts';
import { progressAfter } from '../text/progress.ts';
import { formatCounted, formatDuration, sentenceCase } from '../text/quantity.ts';
import type { LayerCommandDependencies } from './goToLayer.ts';
import { layersOrTell } from './layersOrTell.ts';

interface FeatureDependencies extends LayerCommandDependencies {
  readonly server: LanguageServer;
}

interface RoleItem extends QuickPickItem {
  readonly outline: RoleOutline;
}

/** Going to the next feature of a role, such as the next bridge. */
export function registerGoToFeature(deps: FeatureDependencies): Disposable {
  return commands.registerCommand(COMMAND.goToFeature, () => goToFeature(deps));
}

async function goToFeature({
  current,
  cursor,
  reader,
  server,
}: FeatureDependencies): Promise<void> {
  const print = current.value;
  if ((await layersOrTell(reader, print)) === undefined || print === undefined) return;
  const roles = await progressAfter(
    'Counting the features',
    server.request(rolesRequest, { uri: print.uri.toString(), line: cursor.line(print) }),
  );
  if (!roles || roles.length === 0) {
    void window.showInformationMessage('The slicer marked no features in this file.');
    return;
  }
  const item = await window.showQuickPick(roles.map(roleItem), {
    title: 'Go to Feature',
    placeHolder: 'The next feature of this kind behind the cursor',
    matchOnDescription: true,
  });
  if (item !== undefined) await cursor.goTo(print, item.outline.nextLine - 1);
}

function roleItem(outline: RoleOutline): RoleItem {
  const words = outline.rawNames.filter((name) => name.toLowerCase() !== outline.role);
  return {
    outline,
    label: sentenceCase(outline.role),
    description: words.join(', '),
    detail: `${formatCounted(outline.count, 'place')}, ${formatDuration(outline.seconds)}`,
  };
}
