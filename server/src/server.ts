import {
  createConnection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { askAgainWhenChosen, takesSymbolProviderLater } from './askAgain.ts';
import { CONFIG_TRIGGERS } from './config/completion.ts';
import { ConfigChecks } from './config/configChecks.ts';
import { configFeatures } from './config/configFeatures.ts';
import { Configurations } from './config/configurations.ts';
import { uriOfPath } from './config/paths.ts';
import { watchConfigurationFiles } from './config/watchFiles.ts';
import { textOfString } from './document.ts';
import { Documents } from './documents.ts';
import { registerEditorFeatures } from './editorFeatures.ts';
import { registerExtensionRequests } from './extensionRequests.ts';
import { SEMANTIC_TOKENS_LEGEND } from './features/semanticTokens.ts';
import { SIGNATURE_TRIGGERS } from './features/signatureHelp.ts';
import { fileChoices } from './fileChoice.ts';
import { FolderSettings } from './folderSettings.ts';
import { registerMacroFeatures } from './macroFeatures.ts';
import { PrinterProfiles } from './printerProfile.ts';

// The transport comes from the command line: --node-ipc for VS Code, --stdio for every other editor.
const connection = createConnection(ProposedFeatures.all);
const configurations = new Configurations();
const settings = new FolderSettings(connection);
const profiles = new PrinterProfiles(configurations, settings);
const documents = new Documents(connection, fileChoices(settings, profiles));
const checks = new ConfigChecks(connection, configurations, (mainPath) =>
  settings.of(uriOfPath(mainPath)),
);
let capabilities: InitializeParams['capabilities'] = {};
let asksForSettings = false;
let isToldOfSettings = false;

connection.onInitialize((parameters: InitializeParams): InitializeResult => {
  capabilities = parameters.capabilities;
  const { workspace } = capabilities;
  asksForSettings = workspace?.configuration === true;
  isToldOfSettings = workspace?.didChangeConfiguration?.dynamicRegistration === true;
  const { workspaceFolders, rootUri, initializationOptions } = parameters;
  const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  settings.begin(folders, asksForSettings, initializationOptions);
  return {
    serverInfo: { name: '3dpai' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      documentSymbolProvider: !takesSymbolProviderLater(capabilities),
      workspaceSymbolProvider: true,
      foldingRangeProvider: true,
      hoverProvider: true,
      completionProvider: {
        resolveProvider: true,
        triggerCharacters: [' ', '=', ';', ...CONFIG_TRIGGERS],
      },
      definitionProvider: true,
      referencesProvider: true,
      renameProvider: { prepareProvider: true },
      documentLinkProvider: {},
      codeActionProvider: { codeActionKinds: ['quickfix'] },
      codeLensProvider: {},
      inlayHintProvider: true,
      selectionRangeProvider: true,
      signatureHelpProvider: { triggerCharacters: [...SIGNATURE_TRIGGERS] },
      semanticTokensProvider: { legend: SEMANTIC_TOKENS_LEGEND, range: true },
    },
  };
});

connection.onInitialized(async () => {
  void settings.load();
  askAgainWhenChosen(connection, documents, capabilities, takesSymbolProviderLater(capabilities));
  watchConfigurationFiles(connection, capabilities, configurations, () => settings.folderPaths);
  if (capabilities.workspace?.workspaceFolders)
    connection.workspace.onDidChangeWorkspaceFolders(
      ({ added, removed }) =>
        void settings.foldersChanged(
          added.map(({ uri }) => uri),
          removed.map(({ uri }) => uri),
        ),
    );
  if (!isToldOfSettings) return;
  await connection.client
    .register(DidChangeConfigurationNotification.type, { section: '3dpai' })
    .catch((error) => connection.console.warn(`Changed settings will not be noticed: ${error}`));
});

connection.onDidChangeConfiguration((change) => {
  const section: unknown = asksForSettings ? undefined : change.settings?.['3dpai'];
  return settings.changed(section);
});

settings.onDidChange(() => checks.schedule());

connection.onDidOpenTextDocument(({ textDocument: { uri, version, text, languageId } }) => {
  // Editors other than VS Code have names of their own for the language.
  const isConfig = languageId === 'klipper-config' || /\.cfg$/i.test(uri);
  if (isConfig) configurations.open(uri, version, text);
  else documents.open(uri, version, textOfString(text));
});
connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
  configurations.change(uri, version, contentChanges);
  documents.get(uri)?.change(version, contentChanges);
});
connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
  configurations.close(uri);
  documents.close(uri);
});

registerEditorFeatures(connection, documents, configFeatures(configurations, checks));
registerMacroFeatures(connection, documents, configurations, profiles);
registerExtensionRequests(connection, documents, process.argv.includes('--test'));
connection.listen();
