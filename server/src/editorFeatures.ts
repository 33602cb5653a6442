import type { Connection } from 'vscode-languageserver';
import { answerAtOnce, answerWhenRead } from './answer.ts';
import { CONFIG_TRIGGERS } from './config/completion.ts';
import type { ConfigFeatures } from './config/configFeatures.ts';
import type { Documents } from './documents.ts';
import { codeLenses } from './features/codeLens.ts';
import { completion, resolveCompletion } from './features/completion.ts';
import { documentSymbols } from './features/documentSymbols.ts';
import { foldingRanges } from './features/folding.ts';
import { hover } from './features/hover.ts';
import { inlayHints } from './features/inlayHints.ts';
import { quickFixes } from './features/quickFixes.ts';
import { selectionRanges } from './features/selectionRanges.ts';
import { semanticTokens } from './features/semanticTokens.ts';
import { signatureHelp } from './features/signatureHelp.ts';
import { workspaceSymbols } from './features/workspaceSymbols.ts';

/** Everything of the Language Server Protocol that is offered, by request. */
export function registerEditorFeatures(
  connection: Connection,
  documents: Documents,
  config: ConfigFeatures,
): void {
  connection.onDocumentSymbol(
    ({ textDocument: { uri } }, token) =>
      config.documentSymbols(uri) ??
      answerWhenRead(documents, uri, token, [], ({ reading }) => documentSymbols(reading)),
  );
  connection.onFoldingRanges(
    ({ textDocument: { uri } }, token) =>
      config.foldingRanges(uri) ??
      answerWhenRead(documents, uri, token, [], ({ reading }) => foldingRanges(reading)),
  );
  connection.onHover(({ textDocument: { uri }, position }, token) => {
    const found = config.hover(uri, position);
    if (found !== undefined) return found;
    return answerWhenRead(documents, uri, token, null, ({ reading }) => hover(reading, position));
  });
  connection.onDocumentLinks(({ textDocument: { uri } }) => config.documentLinks(uri) ?? []);
  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    answerWhenRead(documents, uri, token, [], ({ reading, choice }) =>
      choice.settings.codeLens ? codeLenses(reading, uri) : [],
    ),
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
    answerWhenRead(documents, uri, token, [], ({ reading, choice }) =>
      choice.settings.inlayHints ? inlayHints(reading, range) : [],
    ),
  );
  connection.onCodeAction(
    ({ textDocument: { uri }, range }, token) =>
      config.codeActions(uri, range) ??
      answerWhenRead(documents, uri, token, [], (document) =>
        quickFixes(uri, documents.problems(document), document.reading, range),
      ),
  );
  connection.onSelectionRanges(({ textDocument: { uri }, positions }, token) =>
    answerWhenRead(documents, uri, token, [], ({ reading }) => selectionRanges(reading, positions)),
  );
  connection.onWorkspaceSymbol(async ({ query }, token) => {
    const files = documents.all;
    await Promise.all(files.map((document) => document.whenSettled()));
    return token.isCancellationRequested ? [] : workspaceSymbols(files, query);
  });

  // These need nothing but the line, so they do not wait for the rest of the file.
  connection.languages.semanticTokens.onRange(({ textDocument: { uri }, range }) =>
    answerAtOnce(documents, uri, { data: [] }, ({ reading }) => semanticTokens(reading, range)),
  );
  connection.onCompletion(({ textDocument: { uri }, position, context }) => {
    const found = config.completion(uri, position);
    if (found) return found;
    // In G-code nothing is offered behind the point of a number.
    if (CONFIG_TRIGGERS.includes(context?.triggerCharacter ?? '')) return null;
    return answerAtOnce(documents, uri, null, ({ reading }) => completion(reading, position));
  });
  connection.onCompletionResolve(resolveCompletion);
  connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
    answerAtOnce(documents, uri, null, ({ reading }) => signatureHelp(reading, position)),
  );
}
