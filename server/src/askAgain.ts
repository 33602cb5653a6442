import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  type Connection,
  DocumentSymbolRequest,
} from 'vscode-languageserver';
import { printerNotification } from '#core/contract/server';
import type { Documents } from './documents.ts';

/**
 * Has the editor ask again for what it shows where something else was chosen for a file: other settings, or
 * another printer.
 *
 * @param isSymbolProviderLeftOut whether `initialize` left the outline to be registered here
 */
export function askAgainWhenChosen(
  connection: Connection,
  documents: Documents,
  { workspace }: ClientCapabilities,
  isSymbolProviderLeftOut: boolean,
): void {
  let isPlanned = false;
  let symbols = isSymbolProviderLeftOut ? registered(connection) : undefined;

  documents.onDidChoose(({ uri, choice, generation }, before, generationBefore) => {
    const { profile, problem } = choice.printer;
    if (profile !== before.printer.profile || problem !== before.printer.problem)
      void connection.sendNotification(printerNotification.method, { uri });
    const hasOther =
      generation !== generationBefore ||
      choice.settings.codeLens !== before.settings.codeLens ||
      choice.settings.inlayHints !== before.settings.inlayHints;
    if (!hasOther || isPlanned) return;
    isPlanned = true;
    // Once for all files whose choice changes in the same breath.
    setImmediate(() => {
      isPlanned = false;
      refresh();
    });
  });

  function refresh(): void {
    if (workspace?.codeLens?.refreshSupport === true)
      void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
    if (workspace?.inlayHint?.refreshSupport === true)
      void connection.languages.inlayHint.refresh().catch(() => {});
    // There is no request for the outline, but an editor asks a provider that is new.
    symbols = symbols?.then((registration) => {
      registration?.dispose();
      return registered(connection);
    });
  }
}

/** Whether an editor takes the outline's provider after `initialize`. */
export function takesSymbolProviderLater({ textDocument }: ClientCapabilities): boolean {
  return textDocument?.documentSymbol?.dynamicRegistration === true;
}

function registered(connection: Connection) {
  return connection.client
    .register(DocumentSymbolRequest.type, { documentSelector: null })
    .catch((error) => {
      connection.console.warn(`The outline could not be registered: ${error}`);
      return undefined;
    });
}
