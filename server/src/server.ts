import {
  CodeLensRefreshRequest,
  createConnection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { textOfString } from './document.ts';
import { Documents } from './documents.ts';
import { registerEditorFeatures } from './editorFeatures.ts';
import { registerExtensionRequests } from './extensionRequests.ts';
import { SEMANTIC_TOKENS_LEGEND } from './features/semanticTokens.ts';
import { readSettings, type ServerSettings } from './settings.ts';

// The transport comes from the command line: --node-ipc for VS Code, --stdio for every other editor.
const connection = createConnection(ProposedFeatures.all);
const documents = new Documents(connection);
let asksForSettings = false;
let isToldOfSettings = false;
/** What the editor asks for again when it is told to. */
let asksAgain = { codeLens: false, inlayHints: false };

connection.onInitialize((parameters: InitializeParams): InitializeResult => {
  const { workspace } = parameters.capabilities;
  asksForSettings = workspace?.configuration === true;
  isToldOfSettings = workspace?.didChangeConfiguration?.dynamicRegistration === true;
  asksAgain = {
    codeLens: workspace?.codeLens?.refreshSupport === true,
    inlayHints: workspace?.inlayHint?.refreshSupport === true,
  };
  documents.settings = readSettings(parameters.initializationOptions);
  return {
    serverInfo: { name: '3dpai' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      documentSymbolProvider: true,
      workspaceSymbolProvider: true,
      foldingRangeProvider: true,
      hoverProvider: true,
      completionProvider: { resolveProvider: true, triggerCharacters: [' ', '=', ';'] },
      codeActionProvider: { codeActionKinds: ['quickfix'] },
      codeLensProvider: {},
      inlayHintProvider: true,
      selectionRangeProvider: true,
      semanticTokensProvider: { legend: SEMANTIC_TOKENS_LEGEND, range: true },
    },
  };
});

connection.onInitialized(async () => {
  // An editor that does not answer is not waited for longer than this.
  documents.settingsKnown = Promise.race([loadSettings(), after(1_000)]);
  if (!isToldOfSettings) return;
  await connection.client
    .register(DidChangeConfigurationNotification.type, { section: '3dpai' })
    .catch((error) => connection.console.warn(`Changed settings will not be noticed: ${error}`));
});

connection.onDidChangeConfiguration(async (change) => {
  if (asksForSettings) return loadSettings();
  const section: unknown = change.settings?.['3dpai'];
  if (section !== null && section !== undefined) applySettings(readSettings(section));
});

connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
  documents.open(uri, version, textOfString(text));
});
connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
  documents.get(uri)?.change(version, contentChanges);
});
connection.onDidCloseTextDocument(({ textDocument: { uri } }) => documents.close(uri));

registerEditorFeatures(connection, documents);
registerExtensionRequests(connection, documents, process.argv.includes('--test'));
connection.listen();

async function loadSettings(): Promise<void> {
  if (!asksForSettings) return;
  try {
    const section: unknown = await connection.workspace.getConfiguration('3dpai');
    // Editors other than VS Code may have none; then what they said at the start holds.
    if (section !== null && section !== undefined) applySettings(readSettings(section));
  } catch (error) {
    connection.console.warn(`The settings could not be read, so they stay as they are: ${error}`);
  }
}

function applySettings(settings: ServerSettings): void {
  const { codeLens, inlayHints } = documents.settings;
  documents.applySettings(settings);
  if (codeLens !== settings.codeLens && asksAgain.codeLens)
    void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
  if (inlayHints !== settings.inlayHints && asksAgain.inlayHints)
    void connection.languages.inlayHint.refresh().catch(() => {});
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
