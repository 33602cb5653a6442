import { type Connection, ErrorCodes, ResponseError } from 'vscode-languageserver';
import {
  closeLargeFileNotification,
  type DocumentParameters,
  featuresRequest,
  hangRequest,
  layersRequest,
  openLargeFileRequest,
  pingRequest,
  rolesRequest,
  stateRequest,
  summaryRequest,
  thumbnailRequest,
} from '#core/contract/server';
import { featureOutlines } from '#core/print/outlineReport';
import { stateBeforeLine } from '#core/print/stateReport';
import { answerWhenRead } from './answer.ts';
import type { Documents } from './documents.ts';
import { roleOutlines } from './features/roles.ts';
import { largestPicture, layersAnswer, summaryAnswer } from './features/summary.ts';
import { openedLargeFiles } from './largeFile.ts';

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
        featureOutlines(
          reading.print(),
          requireWhole('layer', layer),
          reading.names,
          reading.dialect,
        ),
      ),
  );
  connection.onRequest(
    rolesRequest.method,
    ({ uri, line }: DocumentParameters & { line: number }, token) =>
      answerWhenRead(documents, uri, token, null, ({ reading }) =>
        roleOutlines(reading, requireWhole('line', line)),
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
      answerWhenRead(documents, uri, token, null, ({ reading }) =>
        stateBeforeLine(reading, requireWhole('line', line)),
      ),
  );
  const largeFiles = openedLargeFiles(documents);
  connection.onRequest(openLargeFileRequest.method, ({ uri }: DocumentParameters) =>
    largeFiles.open(uri),
  );
  connection.onNotification(closeLargeFileNotification.method, ({ uri }: DocumentParameters) =>
    largeFiles.close(uri),
  );
  connection.onRequest(pingRequest.method, () => ({ uptimeSeconds: process.uptime() }));
  if (isTest) connection.onRequest(hangRequest.method, hang);
}

function hang(): null {
  const end = performance.now() + HANG_MS;
  while (performance.now() < end);
  return null;
}

function requireWhole(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new ResponseError(ErrorCodes.InvalidParams, `"${name}" must be a whole number.`);
}
