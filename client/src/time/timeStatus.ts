import {
  type CancellationToken,
  CancellationTokenSource,
  Disposable,
  StatusBarAlignment,
  window,
} from 'vscode';
import { lineTimeRequest } from '#core/contract/server';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { COMMAND } from '../manifest.ts';
import type { CurrentPrint } from '../print/currentPrint.ts';
import type { PrintCursor } from '../print/printCursor.ts';
import type { PrintReader } from '../print/printReader.ts';
import { debounce } from '../text/debounce.ts';
import { type TimeStatusText, timeStatusText } from './timeStatusText.ts';

export interface TimeStatusDependencies {
  readonly current: CurrentPrint;
  readonly cursor: PrintCursor;
  readonly reader: PrintReader;
  readonly server: LanguageServer;
}

/** What is registered; tests look at what it shows. */
export interface TimeStatus extends Disposable {
  readonly shown: TimeStatusText | undefined;
}

// Shorter than a person notices, longer than the lines passed while an arrow key is held down.
const pauseMilliseconds = 60;

/** In the status bar: how much of the print is left behind the line of the cursor. */
export function registerTimeStatus(deps: TimeStatusDependencies): TimeStatus {
  const item = window.createStatusBarItem('3dpai.timeLeft', StatusBarAlignment.Right, 101);
  item.name = 'G-code: Time Left';
  item.command = COMMAND.showPrintTime;
  let shown: TimeStatusText | undefined;
  let asked = new CancellationTokenSource();
  const show = (text: TimeStatusText | undefined) => {
    shown = text;
    if (text === undefined) {
      item.hide();
      return;
    }
    item.text = `$(watch) ${text.text}`;
    item.tooltip = text.tooltip;
    item.accessibilityInformation = { label: `${text.text}, ${text.tooltip}` };
    item.show();
  };
  const update = debounce(pauseMilliseconds, () => {
    asked.cancel();
    asked.dispose();
    asked = new CancellationTokenSource();
    void textNow(deps, asked.token).then(
      (text) => {
        if (text !== 'overtaken') show(text);
      },
      // A file that cannot be read says so in its views.
      () => show(undefined),
    );
  });
  update.call();
  const registered = Disposable.from(
    item,
    update,
    deps.cursor.onDidMove(update.call),
    deps.reader.onDidChange(update.call),
    deps.server.onDidChangePrinter(update.call),
  );
  return {
    get shown() {
      return shown;
    },
    dispose: () => registered.dispose(),
  };
}

async function textNow(
  { current, cursor, reader, server }: TimeStatusDependencies,
  token: CancellationToken,
): Promise<TimeStatusText | undefined | 'overtaken'> {
  const print = current.value;
  if (print === undefined) return undefined;
  const line = cursor.line(print);
  const report = await reader.time(print);
  if (token.isCancellationRequested) return 'overtaken';
  const time = await server.request(lineTimeRequest, { uri: print.uri.toString(), line }, token);
  if (token.isCancellationRequested) return 'overtaken';
  return report && time ? timeStatusText(report, time, line + 1) : undefined;
}
