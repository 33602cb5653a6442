import {
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
import { readSettings } from './settings.ts';

// The transport comes from the command line: --node-ipc for VS Code, --stdio for every other editor.
const connection = createConnection(ProposedFeatures.all);
const documents = new Documents(connection);
let asksForSettings = false;
let isToldOfSettings = false;

connection.onInitialize((parameters: InitializeParams): InitializeResult => {
  const { workspace } = parameters.capabilities;
  asksForSettings = workspace?.configuration === true;
  isToldOfSettings = workspace?.didChangeConfiguration?.dynamicRegistration === true;
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
  await loadSettings();
  if (!isToldOfSettings) return;
  await connection.client
    .register(DidChangeConfigurationNotification.type, { section: '3dpai' })
    .catch((error) => connection.console.warn(`Changed settings will not be noticed: ${error}`));
});

connection.onDidChangeConfiguration(async (change) => {
  if (asksForSettings) await loadSettings();
  else if (typeof change.settings === 'object' && change.settings !== null)
    documents.applySettings(readSettings(change.settings['3dpai']));
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
    documents.applySettings(readSettings(await connection.workspace.getConfiguration('3dpai')));
  } catch (error) {
    connection.console.warn(`The settings could not be read, so they stay as they are: ${error}`);
  }
}
