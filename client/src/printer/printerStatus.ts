import {
  Disposable,
  LanguageStatusSeverity,
  languages,
  StatusBarAlignment,
  ThemeColor,
  window,
} from 'vscode';
import { type PrinterAnswer, printerRequest } from '#core/contract/server';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { COMMAND, LANGUAGE_ID } from '../manifest.ts';
import type { CurrentPrint } from '../print/currentPrint.ts';
import type { PrintReader } from '../print/printReader.ts';
import type { StatusText } from '../status/statusText.ts';
import { printerStatusText } from './printerStatusText.ts';

export interface PrinterDependencies {
  readonly current: CurrentPrint;
  readonly reader: PrintReader;
  readonly server: LanguageServer;
}

/** What is registered; tests look at what it shows. */
export interface PrinterStatus extends Disposable {
  readonly shown: StatusText | undefined;
}

/** The printer of the current print, in the status bar and behind the braces of its language. */
export function registerPrinterStatus(deps: PrinterDependencies): PrinterStatus {
  const { current, reader, server } = deps;
  const item = window.createStatusBarItem('3dpai.printer', StatusBarAlignment.Right, 102);
  const status = languages.createLanguageStatusItem('3dpai.printer', { language: LANGUAGE_ID });
  item.name = 'G-code: Printer';
  item.command = COMMAND.choosePrinter;
  status.name = 'Printer';
  status.command = { title: 'Choose Printer', command: COMMAND.choosePrinter };
  let shown: StatusText | undefined;
  let asked = 0;

  const show = (answer: PrinterAnswer | undefined) => {
    shown = answer === undefined ? undefined : printerStatusText(answer);
    if (shown === undefined) {
      item.hide();
      status.text = 'Printer';
      status.detail = 'not known yet';
      return;
    }
    const isWarning = shown.severity === 'warning';
    item.text = `${isWarning ? '$(warning)' : '$(tools)'} ${shown.text}`;
    item.tooltip = shown.detail;
    item.accessibilityInformation = { label: `Printer: ${shown.text}. ${shown.detail}` };
    item.backgroundColor = isWarning
      ? new ThemeColor('statusBarItem.warningBackground')
      : undefined;
    item.show();
    status.text = shown.text;
    status.detail = shown.detail;
    status.severity = isWarning
      ? LanguageStatusSeverity.Warning
      : LanguageStatusSeverity.Information;
  };
  const update = async () => {
    const ask = ++asked;
    const print = current.value;
    const answer =
      print === undefined
        ? undefined
        : await server
            .request(printerRequest, { uri: print.uri.toString() })
            .catch(() => undefined);
    if (ask === asked) show(answer ?? undefined);
  };
  show(undefined);
  void update();
  const registered = Disposable.from(
    item,
    status,
    current.onDidChange(() => void update()),
    reader.onDidChange(() => void update()),
    server.onDidChangePrinter((uri) => {
      if (uri === current.value?.uri.toString()) void update();
    }),
  );
  return {
    get shown() {
      return shown;
    },
    dispose: () => registered.dispose(),
  };
}
