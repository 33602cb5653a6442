import { commands, type Disposable, TabInputText, Uri, window } from 'vscode';
import { COMMAND, GCODE_EXTENSIONS, VIEW } from '../manifest.ts';
import { progressAfter } from '../text/progress.ts';
import { hasGcodeExtension, largeFileBytes } from './currentPrint.ts';
import type { PrintReader } from './printReader.ts';

/** Opening a file that VS Code gives to no extension, with its layers read from disk. */
export function registerOpenLargeFile(reader: PrintReader): Disposable {
  return commands.registerCommand(COMMAND.openLargeFile, (argument: unknown) =>
    openLargeFile(reader, argument),
  );
}

async function openLargeFile(reader: PrintReader, argument: unknown): Promise<void> {
  const uri = argument instanceof Uri ? argument : (activeGcodeFile() ?? (await askForFile()));
  if (uri === undefined) return;
  await commands.executeCommand('vscode.open', uri);
  const bytes = await largeFileBytes(uri);
  // Anything smaller is an ordinary document, and the editor says itself what it cannot open.
  if (bytes === undefined) return;
  await commands.executeCommand(`${VIEW.layers}.focus`);
  try {
    const title = 'Reading the file from disk';
    await progressAfter(title, reader.open({ uri, kind: 'largeFile', bytes }));
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

function activeGcodeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText && hasGcodeExtension(input.uri) ? input.uri : undefined;
}

async function askForFile(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    title: 'Open Large G-code File',
    filters: { 'G-code': GCODE_EXTENSIONS.map((extension) => extension.slice(1)) },
  });
  return chosen?.[0];
}
