import {
  type CancellationToken,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { OpenDocument } from './document.ts';
import type { Documents } from './documents.ts';
import { pause } from './schedule.ts';

/**
 * Answers a request about a document once all of it has been read.
 *
 * @returns `empty` for a document that is not known
 * @throws ResponseError where the request was cancelled, or the document changed while it waited
 */
export async function answerWhenRead<Result>(
  documents: Documents,
  uri: string,
  token: CancellationToken,
  empty: Result,
  answer: (document: OpenDocument) => Result,
): Promise<Result> {
  const document = documents.get(uri);
  if (!document) return empty;
  const { version } = document;
  // One breath even when nothing is left to read, so that a cancel sent right behind is seen.
  await pause();
  // It may be read anew as soon as it has been read, because another printer was chosen.
  do await Promise.race([document.whenSettled(), whenCancelled(token)]);
  while (document.isReading && document.version === version && !token.isCancellationRequested);
  refuseStale(documents, document, version, token);
  return logged(documents, document, answer);
}

/** Answers a request that needs no more of a document than a few of its lines, read or not. */
export function answerAtOnce<Result>(
  documents: Documents,
  uri: string,
  empty: Result,
  answer: (document: OpenDocument) => Result,
): Result {
  const document = documents.get(uri);
  return document ? logged(documents, document, answer) : empty;
}

function logged<Result>(
  documents: Documents,
  document: OpenDocument,
  answer: (document: OpenDocument) => Result,
): Result {
  try {
    return answer(document);
  } catch (error) {
    documents.logDefect(document, error);
    throw error;
  }
}

function refuseStale(
  documents: Documents,
  document: OpenDocument,
  version: number | null,
  token: CancellationToken,
): void {
  if (token.isCancellationRequested)
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
  if (documents.get(document.uri) !== document || document.version !== version)
    throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed since.');
  if (!document.reading.done)
    throw new ResponseError(ErrorCodes.InternalError, 'The document could not be read to its end.');
}

function whenCancelled(token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const listener = token.onCancellationRequested(() => {
      listener.dispose();
      resolve();
    });
  });
}
