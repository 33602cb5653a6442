import type { Connection } from 'vscode-languageserver';
import {
  closeLargeFileNotification,
  type DocumentParameters,
  featuresRequest,
  hangRequest,
  layersRequest,
  openLargeFileRequest,
  pingRequest,
  stateRequest,
  summaryRequest,
  thumbnailRequest,
} from '#core/contract/server';
import { featureOutlines } from '#core/print/outlineReport';
import { stateBeforeLine } from '#core/print/stateReport';
import { answerWhenRead } from './answer.ts';
import type { Documents } from './documents.ts';
import { largestPicture, layersAnswer, summaryAnswer } from './features/summary.ts';
import { readLargeFile } from './largeFile.ts';

const HANG_MS = 60_000;

/** What our own extension asks beyond the protocol; see `core/src/contract/server.ts`. */
export function registerExtensionRequests(
  connection: Connection,
  documents: Documents,
  isTest: boolean,
): void {
  connection.onRequest(layersRequest.method, ({ uri }: DocumentParameters, token) =>
    answerWhenRead(documents, uri, token, null, ({ reading, version }) =>
      layersAnswer(reading, version),
    ),
  );
  connection.onRequest(
    featuresRequest.method,
    ({ uri, layer }: DocumentParameters & { layer: number }, token) =>
      answerWhenRead(documents, uri, token, null, ({ reading }) =>
        featureOutlines(reading.print(), layer, reading.names, reading.dialect),
      ),
  );
  connection.onRequest(summaryRequest.method, ({ uri }: DocumentParameters, token) =>
    answerWhenRead(documents, uri, token, null, (document) =>
      summaryAnswer(document.reading, document.version, documents.problems(document)),
    ),
  );
  connection.onRequest(thumbnailRequest.method, ({ uri }: DocumentParameters, token) =>
    answerWhenRead(documents, uri, token, null, ({ reading }) => largestPicture(reading)),
  );
  connection.onRequest(
    stateRequest.method,
    ({ uri, line }: DocumentParameters & { line: number }, token) =>
      answerWhenRead(documents, uri, token, null, ({ reading }) => stateBeforeLine(reading, line)),
  );
  connection.onRequest(openLargeFileRequest.method, async ({ uri }: DocumentParameters) => {
    const document = documents.open(uri, null, await readLargeFile(uri));
    await document.whenRead();
    return { bytes: document.text.byteCount };
  });
  connection.onNotification(closeLargeFileNotification.method, ({ uri }: DocumentParameters) => {
    // The editor may have opened the file itself in the meantime.
    if (documents.get(uri)?.version === null) documents.close(uri);
  });
  connection.onRequest(pingRequest.method, () => ({ uptimeSeconds: process.uptime() }));
  if (isTest) connection.onRequest(hangRequest.method, hang);
}

function hang(): null {
  const end = performance.now() + HANG_MS;
  while (performance.now() < end);
  return null;
}
