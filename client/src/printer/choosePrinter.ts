import {
  ConfigurationTarget,
  commands,
  Disposable,
  type QuickPickItem,
  QuickPickItemKind,
  RelativePattern,
  ThemeIcon,
  Uri,
  type WorkspaceFolder,
  window,
  workspace,
} from 'vscode';
import { presetsRequest, printerRequest } from '#core/contract/server';
import { COMMAND } from '../manifest.ts';
import { readSetting } from '../settings.ts';
import { progressAfter } from '../text/progress.ts';
import { type PrinterChoice, printerChoices, settingOfFile } from './printerChoices.ts';
import type { PrinterDependencies } from './printerStatus.ts';

/** Choosing the printer that the files of a workspace folder are for, and opening its printer.cfg. */
export function registerChoosePrinter(deps: PrinterDependencies): Disposable {
  return Disposable.from(
    commands.registerCommand(COMMAND.choosePrinter, () => choosePrinter(deps)),
    commands.registerCommand(COMMAND.openPrinterConfig, () => openPrinterConfig(deps)),
  );
}

interface PrinterItem extends QuickPickItem {
  readonly choice?: PrinterChoice;
}

const mostFiles = 100;

async function choosePrinter({ current, server }: PrinterDependencies): Promise<void> {
  const uri = current.value?.uri;
  // A file that lies in no folder has none whose settings are for it.
  const folder =
    uri === undefined ? workspace.workspaceFolders?.[0] : workspace.getWorkspaceFolder(uri);
  const now = readSetting('3dpai.printerProfile', uri ?? folder?.uri);
  const [files, presets] = await progressAfter(
    'Looking for printers',
    Promise.all([configFiles(folder), server.request(presetsRequest, null)]),
  );
  const choices = printerChoices(files, presets ?? [], now);
  const item = await window.showQuickPick(itemsOf(choices, folder), {
    title: folder === undefined ? 'Choose Printer' : `Choose Printer for ${folder.name}`,
    placeHolder: 'The printer that will print the files: times and checks are for it',
    matchOnDescription: true,
  });
  const value = item?.choice?.kind === 'browse' ? await browse(folder) : item?.choice?.value;
  if (value === undefined || item?.choice?.isChosen) return;
  await workspace
    .getConfiguration(undefined, folder?.uri ?? null)
    .update(
      '3dpai.printerProfile',
      value,
      folder === undefined ? ConfigurationTarget.Global : ConfigurationTarget.WorkspaceFolder,
    );
}

/** Paths of configurations as seen from the folder. */
async function configFiles(folder: WorkspaceFolder | undefined): Promise<string[]> {
  if (folder === undefined) return [];
  const pattern = new RelativePattern(folder, '**/printer*.cfg');
  const found = await workspace.findFiles(pattern, '**/node_modules/**', mostFiles);
  return found.map(({ path }) => settingOfFile(path, folder.uri.path));
}

function itemsOf(
  choices: readonly PrinterChoice[],
  folder: WorkspaceFolder | undefined,
): PrinterItem[] {
  const icons = { file: 'file', browse: 'folder-opened', none: 'circle-slash', preset: 'tools' };
  const titles = {
    file: folder === undefined ? '' : `printer.cfg in ${folder.name}`,
    browse: 'elsewhere',
    none: 'elsewhere',
    preset: 'presets with published limits',
  };
  let title = '';
  return choices.flatMap((choice): PrinterItem[] => {
    const item = {
      choice,
      label: choice.label,
      description: choice.description,
      iconPath: new ThemeIcon(choice.isChosen ? 'check' : icons[choice.kind]),
    };
    if (titles[choice.kind] === title) return [item];
    title = titles[choice.kind];
    return [{ label: title, kind: QuickPickItemKind.Separator }, item];
  });
}

async function browse(folder: WorkspaceFolder | undefined): Promise<string | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: 'Choose a printer.cfg',
      filters: { 'Klipper configuration': ['cfg'] },
      ...(folder === undefined ? {} : { defaultUri: folder.uri }),
    })) ?? [];
  if (file === undefined) return undefined;
  const seen = folder && settingOfFile(file.path, folder.uri.path);
  return seen === undefined || seen === file.path ? file.fsPath : seen;
}

async function openPrinterConfig({ current, server }: PrinterDependencies): Promise<void> {
  const print = current.value;
  const printer = print && (await server.request(printerRequest, { uri: print.uri.toString() }));
  if (printer?.profile.source === 'printer.cfg' && printer.origin !== null) {
    await window.showTextDocument(fileAt(printer.origin));
    return;
  }
  const button = 'Choose Printer…';
  const sentence =
    printer?.profile.source === 'preset'
      ? `${printer.profile.name} is a preset, which has no printer.cfg: choose the printer's own file to have its limits and macros.`
      : (printer?.problem ?? 'No printer.cfg is chosen for this file.');
  const chosen = await window.showInformationMessage(sentence, button);
  if (chosen === button) await commands.executeCommand(COMMAND.choosePrinter);
}

/** A configuration that lies in no file system of this machine is named by its address. */
function fileAt(origin: string): Uri {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(origin) ? Uri.parse(origin) : Uri.file(origin);
}
