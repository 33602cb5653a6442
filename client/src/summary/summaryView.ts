import {
  commands,
  Disposable,
  type Uri,
  type WebviewView,
  type WebviewViewProvider,
  window,
} from 'vscode';
import { rolesRequest, summaryRequest, thumbnailRequest } from '#core/contract/server';
import type { SummaryHostMessage, SummaryPageMessage } from '#core/contract/summaryView';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { COMMAND, VIEW } from '../manifest.ts';
import type { CurrentPrint, Print } from '../print/currentPrint.ts';
import type { PrintCursor } from '../print/printCursor.ts';
import type { PrintReader } from '../print/printReader.ts';
import { webviewHtml, webviewOptions } from '../webviewPage.ts';
import { pictureOf } from './picture.ts';
import { summaryModel } from './summaryModel.ts';

export interface SummaryDependencies {
  readonly extensionUri: Uri;
  readonly current: CurrentPrint;
  readonly cursor: PrintCursor;
  readonly reader: PrintReader;
  readonly server: LanguageServer;
}

/** The Print Summary view: the picture, time, filament, where the time goes, and all settings. */
export function registerSummaryView(deps: SummaryDependencies): Disposable {
  const provider = new SummaryView(deps);
  return Disposable.from(provider, window.registerWebviewViewProvider(VIEW.summary, provider));
}

class SummaryView implements WebviewViewProvider, Disposable {
  readonly #deps: SummaryDependencies;
  readonly #subscriptions: Disposable;
  #view: WebviewView | undefined;
  #update = 0;

  constructor(deps: SummaryDependencies) {
    this.#deps = deps;
    this.#subscriptions = Disposable.from(
      deps.current.onDidChange(() => this.#show()),
      deps.reader.onDidChange((uri) => {
        const current = deps.current.value?.uri.toString();
        if (uri === undefined || uri.toString() === current) this.#show();
      }),
      deps.server.onDidChange(({ state }) => {
        if (state === 'stopped') this.#show();
      }),
    );
  }

  async resolveWebviewView(view: WebviewView): Promise<void> {
    // Loaded here because zod takes some of the time that the activation may take.
    const { summaryHostMessage } = await import('#core/contract/summaryView');
    const { extensionUri } = this.#deps;
    view.webview.options = webviewOptions(extensionUri);
    view.webview.onDidReceiveMessage((message: unknown) => {
      const { success, data } = summaryHostMessage.safeParse(message);
      if (success) void this.#receive(data);
    });
    view.onDidChangeVisibility(() => this.#show());
    view.onDidDispose(() => {
      this.#view = undefined;
    });
    this.#view = view;
    const page = { name: 'summary', title: 'Print Summary' } as const;
    view.webview.html = webviewHtml(view.webview, extensionUri, page);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #receive(message: SummaryHostMessage): Promise<void> {
    const print = this.#deps.current.value;
    switch (message.type) {
      case 'ready':
        this.#show();
        return;
      case 'showProblems':
        await commands.executeCommand('workbench.actions.view.problems');
        return;
      case 'showPrintTime':
        await commands.executeCommand(COMMAND.showPrintTime);
        return;
      case 'choosePrinter':
        await commands.executeCommand(COMMAND.choosePrinter);
        return;
      case 'goToLine':
        if (print !== undefined) await this.#deps.cursor.goTo(print, Math.max(0, message.line - 1));
        return;
      case 'goToLayer': {
        const known = print === undefined ? undefined : this.#deps.reader.knownLayers(print);
        const layer = known?.layers[message.layer];
        if (print !== undefined && layer !== undefined) {
          await this.#deps.cursor.goTo(print, layer.firstLine - 1);
        }
      }
    }
  }

  #show(): void {
    void this.#send(++this.#update);
  }

  async #send(update: number): Promise<void> {
    if (this.#view?.visible !== true) return;
    const message = await this.#message();
    if (update === this.#update) await this.#view?.webview.postMessage(message);
  }

  async #message(): Promise<SummaryPageMessage> {
    const print = this.#deps.current.value;
    if (print === undefined)
      return { type: 'nothing', sentence: 'Open a G-code file to see what it prints.' };
    try {
      return (
        (await this.#summary(print)) ?? {
          type: 'nothing',
          sentence: 'The language server is not running.',
        }
      );
    } catch (error) {
      return { type: 'nothing', sentence: error instanceof Error ? error.message : String(error) };
    }
  }

  async #summary(print: Print): Promise<SummaryPageMessage | undefined> {
    const { reader, server } = this.#deps;
    const uri = print.uri.toString();
    const layers = await reader.layers(print);
    const [summary, roles, time, picture] = await Promise.all([
      server.request(summaryRequest, { uri }),
      server.request(rolesRequest, { uri, line: 0 }),
      reader.time(print),
      server.request(thumbnailRequest, { uri }),
    ]);
    if (!summary || !time || layers === undefined) return undefined;
    return {
      type: 'summary',
      summary: summaryModel({
        file: print.uri.path.slice(print.uri.path.lastIndexOf('/') + 1),
        summary,
        layers: layers.layers,
        roles: roles ?? [],
        time,
        picture: pictureOf(picture),
      }),
    };
  }
}
