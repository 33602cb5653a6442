import { commands, type Disposable, type QuickPickItem, window } from 'vscode';
import { COMMAND, FLAVORS, type Flavor } from '../manifest.ts';
import type { CurrentPrint } from '../print/currentPrint.ts';
import { readSetting, updateSetting } from '../settings.ts';
import { flavorName } from './statusText.ts';

interface FlavorItem extends QuickPickItem {
  readonly flavor: Flavor;
}

/** Choosing the firmware whose rules a file is read by. */
export function registerSelectFlavor(current: CurrentPrint): Disposable {
  return commands.registerCommand(COMMAND.selectFlavor, () => selectFlavor(current));
}

async function selectFlavor(current: CurrentPrint): Promise<void> {
  const uri = current.value?.uri;
  const now = readSetting('3dpai.flavor', uri);
  const item = await window.showQuickPick(
    FLAVORS.map((flavor) => flavorItem(flavor, flavor === now)),
    { title: 'Select Firmware Flavor', placeHolder: 'The firmware that will read the file' },
  );
  if (item === undefined || item.flavor === now) return;
  await updateSetting('3dpai.flavor', item.flavor, uri);
}

function flavorItem(flavor: Flavor, isChosen: boolean): FlavorItem {
  return {
    flavor,
    label: flavor === 'auto' ? 'Automatic' : flavorName(flavor),
    description: isChosen ? 'now' : '',
    ...(flavor === 'auto' ? { detail: 'As the file itself says; Klipper where it does not' } : {}),
  };
}
