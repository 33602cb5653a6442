import { randomBytes } from 'node:crypto';
import {
  commands,
  Disposable,
  Uri,
  type Webview,
  type WebviewView,
  type WebviewViewProvider,
  window,
} from 'vscode';
import { rolesRequest, summaryRequest, thumbnailRequest } from '#core/contract/server';
import type { SummaryHostMessage, SummaryPageMessage } from '#core/contract/summaryView';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { VIEW } from '../manifest.ts';
import type { CurrentPrint, Print } from '../print/currentPrint.ts';
import type { PrintCursor } from '../print/printCursor.ts';
import type { PrintReader } from '../print/printReader.ts';
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
    const scripts = Uri.joinPath(this.#deps.extensionUri, 'dist', 'webviews');
    view.webview.options = {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: [scripts],
    };
    view.webview.onDidReceiveMessage((message: unknown) => {
      const { success, data } = summaryHostMessage.safeParse(message);
      if (success) void this.#receive(data);
    });
    view.onDidChangeVisibility(() => this.#show());
    view.onDidDispose(() => {
      this.#view = undefined;
    });
    this.#view = view;
    view.webview.html = pageHtml(view.webview, scripts);
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
    const [summary, roles, picture] = await Promise.all([
      server.request(summaryRequest, { uri }),
      server.request(rolesRequest, { uri, line: 0 }),
      server.request(thumbnailRequest, { uri }),
    ]);
    if (!summary || layers === undefined) return undefined;
    return {
      type: 'summary',
      summary: summaryModel({
        file: print.uri.path.slice(print.uri.path.lastIndexOf('/') + 1),
        summary,
        layers: layers.layers,
        roles: roles ?? [],
        picture: pictureOf(picture),
      }),
    };
  }
}

/**
 * The page has no data in it: what there is to show comes by message. It may run our one script,
 * use our one style sheet and show pictures that are sent to it, and load nothing from anywhere.
 */
function pageHtml(webview: Webview, scripts: Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(Uri.joinPath(scripts, 'summary.js')).toString();
  const style = webview.asWebviewUri(Uri.joinPath(scripts, 'summary.css')).toString();
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Print Summary</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main id="summary"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
