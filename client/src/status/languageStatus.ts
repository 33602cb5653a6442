import {
  type Command,
  commands,
  Disposable,
  type DocumentSelector,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  languages,
  StatusBarAlignment,
  type StatusBarItem,
  window,
} from 'vscode';
import type { ReadingStatus } from '#core/contract/server';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { COMMAND, LANGUAGE_ID, VIEW } from '../manifest.ts';
import type { CurrentPrint, Print } from '../print/currentPrint.ts';
import { setContext } from '../settings.ts';
import { largeFileNote } from '../text/largeFileNote.ts';
import { formatBytes } from '../text/quantity.ts';
import {
  printStatus,
  restartedMessage,
  type StatusText,
  serverStatus,
  stoppedMessage,
} from './statusText.ts';

export interface StatusDependencies {
  readonly current: CurrentPrint;
  readonly server: LanguageServer;
}

const restart: Command = { title: 'Restart', command: COMMAND.restartServer };
const showLog: Command = { title: 'Show Log', command: COMMAND.showLog };
const selectFlavor: Command = { title: 'Select Firmware', command: COMMAND.selectFlavor };
const goToLayer: Command = { title: 'Go to Layer', command: COMMAND.goToLayer };

/**
 * What stands behind the braces in the status bar: who sliced the file, whose rules it is read by,
 * and how the server is. Also says once, in passing, that the server was restarted.
 */
export function registerLanguageStatus({ current, server }: StatusDependencies): Disposable {
  const selector: DocumentSelector = { language: LANGUAGE_ID };
  const print = languages.createLanguageStatusItem('3dpai.print', selector);
  const state = languages.createLanguageStatusItem('3dpai.server', selector);
  // VS Code shows no language status for a file that is too large for extensions.
  const largeFile = window.createStatusBarItem('3dpai.largeFile', StatusBarAlignment.Right, 100);
  print.name = 'G-code File';
  print.command = selectFlavor;
  state.name = '3dpai Language Server';
  const readings = new Map<string, ReadingStatus>();
  let restarts = 0;

  const showPrint = () => {
    const uri = current.value?.uri.toString();
    const reading = uri === undefined ? undefined : readings.get(uri);
    showText(print, printStatus(reading));
    print.command = reading?.phase === 'ready' ? selectFlavor : goToLayer;
    showLargeFile(largeFile, current.value);
  };
  const showServer = () => {
    showText(state, serverStatus(server.state, restarts));
    state.command = server.state === 'stopped' ? restart : showLog;
    setContext('3dpai.serverState', server.state);
  };
  showPrint();
  showServer();

  return Disposable.from(
    print,
    state,
    largeFile,
    current.onDidChange(showPrint),
    server.onDidRead((status) => {
      readings.set(status.uri, status);
      if (status.uri === current.value?.uri.toString()) showPrint();
    }),
    server.onDidChange(({ state: now, reason }) => {
      if (now === 'stopped') void tellStopped(server.ranOutOfMemory);
      if (now === 'running' && reason !== undefined) {
        restarts++;
        window.setStatusBarMessage(`$(debug-restart) ${restartedMessage(reason)}`, 8000);
      }
      showServer();
    }),
  );
}

function showLargeFile(item: StatusBarItem, print: Print | undefined): void {
  if (print?.kind !== 'largeFile') {
    item.hide();
    return;
  }
  item.name = 'Large G-code File';
  item.text = `$(info) G-code of ${formatBytes(print.bytes)}`;
  item.tooltip = largeFileNote(print.bytes);
  item.accessibilityInformation = { label: largeFileNote(print.bytes) };
  item.command = `${VIEW.layers}.focus`;
  item.show();
}

function showText(item: LanguageStatusItem, shown: StatusText): void {
  item.text = shown.text;
  item.detail = shown.detail;
  item.busy = shown.busy;
  item.severity =
    shown.severity === 'error'
      ? LanguageStatusSeverity.Error
      : shown.severity === 'warning'
        ? LanguageStatusSeverity.Warning
        : LanguageStatusSeverity.Information;
}

async function tellStopped(ranOutOfMemory: boolean): Promise<void> {
  const buttons = [restart, showLog];
  const chosen = await window.showErrorMessage(
    stoppedMessage(ranOutOfMemory),
    ...buttons.map(({ title }) => title),
  );
  const button = buttons.find(({ title }) => title === chosen);
  if (button !== undefined) await commands.executeCommand(button.command);
}
