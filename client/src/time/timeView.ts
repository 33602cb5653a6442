import {
  type CancellationToken,
  CancellationTokenSource,
  commands,
  Disposable,
  env,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
} from 'vscode';
import { limitsRequest, printerRequest, whatIfRequest } from '#core/contract/server';
import type { TimeReport, WhatIfRow } from '#core/contract/time';
import type { TimeHostMessage, TimePageMessage } from '#core/contract/timeView';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { COMMAND, PANEL } from '../manifest.ts';
import { type CurrentPrint, type Print, printAt } from '../print/currentPrint.ts';
import type { PrintCursor } from '../print/printCursor.ts';
import type { PrintReader } from '../print/printReader.ts';
import { isLayerArgument } from '../text/commandArguments.ts';
import { webviewHtml, webviewOptions } from '../webviewPage.ts';
import { timeModel } from './timeModel.ts';
import { csvTable, markdownTable, whatIfResult, whatIfTable } from './whatIfText.ts';

export interface TimeViewDependencies {
  readonly extensionUri: Uri;
  readonly current: CurrentPrint;
  readonly cursor: PrintCursor;
  readonly reader: PrintReader;
  readonly server: LanguageServer;
}

/** The Print Time panel: where the time goes, and what it would be with other limits. */
export function registerTimeView(deps: TimeViewDependencies): Disposable {
  const view = new TimeView(deps);
  return Disposable.from(
    view,
    commands.registerCommand(COMMAND.showPrintTime, (argument: unknown) => view.show(argument)),
    window.registerWebviewPanelSerializer(PANEL.printTime, {
      deserializeWebviewPanel: (panel, state) => view.restore(panel, state),
    }),
  );
}

type Question = Extract<TimeHostMessage, { type: 'whatIf' | 'whatIfTable' }>;

/** A print with the times that the page shows. */
interface Shown {
  readonly print: Print;
  readonly report: TimeReport;
}

class TimeView implements Disposable {
  readonly #deps: TimeViewDependencies;
  readonly #subscriptions: Disposable;
  readonly #asked = new Map<Question['type'], CancellationTokenSource>();
  #panel: WebviewPanel | undefined;
  /** What the page is about where that is not the current print: a code lens or a reload named it. */
  #named: Print | undefined;
  #pickedLayer: number | null = null;
  #shown: Shown | undefined;
  #table: readonly WhatIfRow[] = [];
  #update = 0;

  constructor(deps: TimeViewDependencies) {
    this.#deps = deps;
    const refresh = (uri: string | undefined) => {
      if (uri === undefined || uri === this.#print?.uri.toString()) this.#refresh();
    };
    this.#subscriptions = Disposable.from(
      deps.current.onDidChange((print) => {
        if (print !== undefined) this.#named = undefined;
        this.#pickedLayer = null;
        this.#refresh();
      }),
      deps.reader.onDidChange((uri) => refresh(uri?.toString())),
      deps.server.onDidChangePrinter(refresh),
      deps.server.onDidChange(({ state }) => {
        if (state === 'stopped') this.#refresh();
      }),
    );
  }

  /** Brings the panel to the front; an argument names the print and a layer of it. */
  async show(argument: unknown): Promise<void> {
    const { current } = this.#deps;
    const print = isLayerArgument(argument)
      ? printAt(Uri.parse(argument.uri), current.value)
      : current.value;
    if (print === undefined) {
      void window.showInformationMessage('Open a G-code file first.');
      return;
    }
    if (print.uri.toString() !== current.value?.uri.toString()) this.#named = print;
    this.#pickedLayer = isLayerArgument(argument) ? argument.layer : null;
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined);
      this.#refresh();
      return;
    }
    const { extensionUri } = this.#deps;
    await this.#fill(
      window.createWebviewPanel(
        PANEL.printTime,
        'Print Time',
        ViewColumn.Beside,
        webviewOptions(extensionUri),
      ),
    );
  }

  /** @param state what the page kept, of unknown shape */
  async restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const { timePageState } = await import('#core/contract/timeView');
    const { success, data } = timePageState.safeParse(state);
    if (success && data.uri !== '') this.#named = printAt(Uri.parse(data.uri), undefined);
    await this.#fill(panel);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#cancelAll();
    this.#panel?.dispose();
  }

  get #print(): Print | undefined {
    return this.#named ?? this.#deps.current.value;
  }

  async #fill(panel: WebviewPanel): Promise<void> {
    // Loaded here because zod takes some of the time that the activation may take.
    const { timeHostMessage } = await import('#core/contract/timeView');
    const { extensionUri } = this.#deps;
    this.#panel?.dispose();
    this.#panel = panel;
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = {
      light: Uri.joinPath(extensionUri, 'media', 'file-light.svg'),
      dark: Uri.joinPath(extensionUri, 'media', 'file-dark.svg'),
    };
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const { success, data } = timeHostMessage.safeParse(message);
      if (success) void this.#receive(data);
    });
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
      this.#cancelAll();
    });
    const page = { name: 'time', title: 'Print Time' } as const;
    panel.webview.html = webviewHtml(panel.webview, extensionUri, page);
  }

  async #receive(message: TimeHostMessage): Promise<void> {
    const { cursor } = this.#deps;
    const print = this.#shown?.print;
    switch (message.type) {
      case 'ready':
        this.#refresh();
        return;
      case 'choosePrinter':
        await commands.executeCommand(COMMAND.choosePrinter);
        return;
      case 'openPrinterConfig':
        await commands.executeCommand(COMMAND.openPrinterConfig);
        return;
      case 'goToLine':
        if (print !== undefined) await cursor.goTo(print, Math.max(0, message.line - 1));
        return;
      case 'goToLayer':
        await this.#goToLayer(message.layer);
        return;
      case 'whatIf':
      case 'whatIfTable':
        await this.#answer(message);
        return;
      case 'copyTable':
        await this.#copyTable(message.format);
    }
  }

  async #goToLayer(index: number): Promise<void> {
    const { cursor, reader } = this.#deps;
    const print = this.#shown?.print;
    if (print === undefined) return;
    const layer = (await reader.layers(print))?.layers[index];
    if (layer !== undefined) await cursor.goTo(print, layer.firstLine - 1);
  }

  /** Plans anew; a later question of the same type has this one cancelled. */
  async #answer(question: Question): Promise<void> {
    const shown = this.#shown;
    if (shown === undefined) return;
    this.#asked.get(question.type)?.cancel();
    const source = new CancellationTokenSource();
    this.#asked.set(question.type, source);
    const message = await this.#planned(question, shown, source.token);
    if (message === undefined || source.token.isCancellationRequested) return;
    await this.#panel?.webview.postMessage(message);
  }

  async #planned(
    question: Question,
    { print, report }: Shown,
    token: CancellationToken,
  ): Promise<TimePageMessage | undefined> {
    const { id, fileLimits } = question;
    const sets = question.type === 'whatIf' ? [question.set] : question.sets;
    const uri = print.uri.toString();
    try {
      const rows = await this.#deps.server.request(whatIfRequest, { uri, sets, fileLimits }, token);
      const [first] = rows ?? [];
      if (!rows || token.isCancellationRequested) return undefined;
      if (question.type === 'whatIf')
        return first && { type: 'whatIf', id, result: whatIfResult(report, first) };
      this.#table = rows;
      return { type: 'whatIfTable', id, table: whatIfTable(report, rows) };
    } catch (error) {
      return { type: 'refused', id, sentence: sentenceOf(error) };
    }
  }

  async #copyTable(format: 'Markdown' | 'CSV'): Promise<void> {
    const report = this.#shown?.report;
    if (report === undefined || this.#table.length === 0) return;
    const text =
      format === 'CSV'
        ? csvTable(report, this.#table)
        : markdownTable(whatIfTable(report, this.#table));
    await env.clipboard.writeText(text);
    window.setStatusBarMessage(`The table was copied as ${format}.`, 3000);
  }

  #refresh(): void {
    void this.#send(++this.#update);
  }

  async #send(update: number): Promise<void> {
    if (this.#panel?.visible !== true) return;
    const message = await this.#message(update);
    if (update === this.#update) await this.#panel?.webview.postMessage(message);
  }

  async #message(update: number): Promise<TimePageMessage> {
    const print = this.#print;
    if (print === undefined)
      return { type: 'nothing', sentence: 'Open a G-code file to see how long it prints.' };
    try {
      return (
        (await this.#time(print, update)) ?? {
          type: 'nothing',
          sentence:
            this.#deps.server.state === 'stopped'
              ? 'The language server is not running.'
              : 'Open the file in an editor to see how long it prints.',
        }
      );
    } catch (error) {
      return { type: 'nothing', sentence: sentenceOf(error) };
    }
  }

  async #time(print: Print, update: number): Promise<TimePageMessage | undefined> {
    const { reader, server } = this.#deps;
    const uri = print.uri.toString();
    const report = await reader.time(print);
    const [limits, printer] = await Promise.all([
      server.request(limitsRequest, { uri }),
      server.request(printerRequest, { uri }),
    ]);
    if (!report || !limits || !printer) return undefined;
    if (update === this.#update) this.#shown = { print, report };
    const file = print.uri.path.slice(print.uri.path.lastIndexOf('/') + 1);
    const pickedLayer = this.#pickedLayer;
    return { type: 'time', time: timeModel({ uri, file, report, limits, printer, pickedLayer }) };
  }

  #cancelAll(): void {
    for (const source of this.#asked.values()) source.cancel();
    this.#asked.clear();
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
