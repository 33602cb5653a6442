import type { Connection } from 'vscode-languageserver';
import { answerAtOnce, answerWhenRead } from './answer.ts';
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
import { workspaceSymbols } from './features/workspaceSymbols.ts';

/** Everything of the Language Server Protocol that is offered, by request. */
export function registerEditorFeatures(connection: Connection, documents: Documents): void {
  connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    answerWhenRead(documents, uri, token, [], ({ reading }) => documentSymbols(reading)),
  );
  connection.onFoldingRanges(({ textDocument: { uri } }, token) =>
    answerWhenRead(documents, uri, token, [], ({ reading }) => foldingRanges(reading)),
  );
  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answerWhenRead(documents, uri, token, null, ({ reading }) => hover(reading, position)),
  );
  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    answerWhenRead(documents, uri, token, [], ({ reading }) =>
      documents.settings.codeLens ? codeLenses(reading, uri) : [],
    ),
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
    answerWhenRead(documents, uri, token, [], ({ reading }) =>
      documents.settings.inlayHints ? inlayHints(reading, range) : [],
    ),
  );
  connection.onCodeAction(({ textDocument: { uri }, range }, token) =>
    answerWhenRead(documents, uri, token, [], (document) =>
      quickFixes(uri, documents.problems(document), document.reading.firmware, range),
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
  connection.onCompletion(({ textDocument: { uri }, position }) =>
    answerAtOnce(documents, uri, null, ({ reading }) => completion(reading, position)),
  );
  connection.onCompletionResolve(resolveCompletion);
}
