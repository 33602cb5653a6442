import { type ExtensionContext, ExtensionMode, Uri, window, workspace } from 'vscode';
import { registerConfigLanguage } from './config/configLanguage.ts';
import { type Pipeline, registerPipeline } from './dataset/pipeline.ts';
import { LanguageServer } from './languageServer/languageServer.ts';
import { registerServerCommands } from './languageServer/serverCommands.ts';
import { registerCopyLayer } from './layers/copyLayer.ts';
import { registerGoToFeature } from './layers/goToFeature.ts';
import { registerGoToLayer } from './layers/goToLayer.ts';
import { type LayersView, registerLayersView } from './layers/layersView.ts';
import { registerMachineStateView } from './machineState/machineStateView.ts';
import { CONFIG_LANGUAGE_ID, LANGUAGE_ID } from './manifest.ts';
import { CurrentPrint } from './print/currentPrint.ts';
import { registerOpenLargeFile } from './print/openLargeFile.ts';
import { PrintCursor } from './print/printCursor.ts';
import { PrintReader } from './print/printReader.ts';
import { registerChoosePrinter } from './printer/choosePrinter.ts';
import { type PrinterStatus, registerPrinterStatus } from './printer/printerStatus.ts';
import { registerLanguageStatus } from './status/languageStatus.ts';
import { registerSelectFlavor } from './status/selectFlavor.ts';
import { registerSummaryView } from './summary/summaryView.ts';
import { registerTimeStatus, type TimeStatus } from './time/timeStatus.ts';
import { registerTimeView } from './time/timeView.ts';

/** What the extension tells whoever activates it. */
export interface ExtensionExports {
  /** How long `activate` took. */
  readonly activationMilliseconds: number;
  /** Only in tests: the language server, and what the views show. */
  readonly testing?: {
    readonly server: LanguageServer;
    readonly current: CurrentPrint;
    readonly layers: LayersView;
    readonly printer: PrinterStatus;
    readonly time: TimeStatus;
    readonly pipeline: Pipeline;
  };
}

let server: LanguageServer | undefined;

export function activate(context: ExtensionContext): ExtensionExports {
  const startedAt = performance.now();
  const { extensionUri, subscriptions } = context;
  const isTest = context.extensionMode === ExtensionMode.Test;
  const log = window.createOutputChannel('3dpai', { log: true });
  server = new LanguageServer({
    module: Uri.joinPath(extensionUri, 'dist', 'server.cjs').fsPath,
    log,
    test: isTest,
  });
  const current = new CurrentPrint();
  const reader = new PrintReader(server);
  const cursor = new PrintCursor(current);
  const shared = { extensionUri, server, current, reader, cursor };
  const layers = registerLayersView(shared);
  const printer = registerPrinterStatus(shared);
  const time = registerTimeStatus(shared);
  const pipeline = registerPipeline(extensionUri, log);
  subscriptions.push(
    log,
    server,
    current,
    reader,
    cursor,
    registerServerCommands(server, log),
    registerLanguageStatus(shared),
    registerSelectFlavor(current),
    layers,
    printer,
    time,
    registerGoToLayer(shared),
    registerCopyLayer(shared),
    registerGoToFeature(shared),
    registerMachineStateView(shared),
    registerSummaryView(shared),
    registerTimeView(shared),
    registerChoosePrinter(shared),
    registerOpenLargeFile(reader),
    registerConfigLanguage(),
    pipeline,
    startWithFirstFile(server),
  );
  return {
    activationMilliseconds: performance.now() - startedAt,
    ...(isTest ? { testing: { server, current, layers, printer, time, pipeline } } : {}),
  };
}

/** VS Code waits for this when it ends, so that no server is left behind. */
export function deactivate(): Promise<void> | undefined {
  return server?.shutDown();
}

function startWithFirstFile(languageServer: LanguageServer) {
  const startFor = ({ languageId }: { readonly languageId: string }) => {
    if (languageId === LANGUAGE_ID || languageId === CONFIG_LANGUAGE_ID) languageServer.start();
  };
  // Activation is over before the server begins to load.
  setImmediate(() => workspace.textDocuments.forEach(startFor));
  return workspace.onDidOpenTextDocument(startFor);
}
