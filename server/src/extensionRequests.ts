import { type Connection, ErrorCodes, ResponseError } from 'vscode-languageserver';
import {
  closeLargeFileNotification,
  type DocumentParameters,
  featuresRequest,
  hangRequest,
  layersRequest,
  limitsRequest,
  lineTimeRequest,
  openLargeFileRequest,
  pingRequest,
  presetsRequest,
  printerRequest,
  rolesRequest,
  stateRequest,
  summaryRequest,
  thumbnailRequest,
  timeRequest,
  type WhatIfParameters,
  whatIfRequest,
} from '#core/contract/server';
import { featureOutlines } from '#core/print/outlineReport';
import { roleOutlines } from '#core/print/roleOutlines';
import { stateBeforeLine } from '#core/print/stateReport';
import { lineTime, timeReport } from '#core/print/timeReport';
import { answerWhenRead } from './answer.ts';
import type { Documents } from './documents.ts';
import { largestPicture, layersAnswer, summaryAnswer } from './features/summary.ts';
import {
  limitChoices,
  presetList,
  printerAnswer,
  whatIfFault,
  whatIfPlanner,
} from './features/time.ts';
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
  registerTimeRequests(connection, documents);
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

/** How long a print takes, and on which printer. */
function registerTimeRequests(connection: Connection, documents: Documents): void {
  connection.onRequest(timeRequest.method, ({ uri }: DocumentParameters, token) =>
    answerWhenRead(documents, uri, token, null, ({ reading }) => timeReport(reading)),
  );
  connection.onRequest(
    lineTimeRequest.method,
    ({ uri, line }: DocumentParameters & { line: number }, token) =>
      answerWhenRead(documents, uri, token, null, ({ reading }) =>
        lineTime(reading, requireWhole('line', line)),
      ),
  );
  connection.onRequest(limitsRequest.method, ({ uri }: DocumentParameters, token) =>
    answerWhenRead(documents, uri, token, null, ({ reading }) => limitChoices(reading)),
  );
  const planner = whatIfPlanner();
  connection.onRequest(whatIfRequest.method, (parameters: WhatIfParameters, token) =>
    answerWhenRead(documents, parameters.uri, token, null, (document) => {
      const fault = whatIfFault(document.reading.profile, parameters);
      if (fault !== undefined) throw new ResponseError(ErrorCodes.InvalidParams, fault);
      return planner.plan(document, parameters, token);
    }),
  );
  connection.onRequest(printerRequest.method, async ({ uri }: DocumentParameters) => {
    const document = documents.get(uri);
    if (!document) return null;
    await documents.mayRead(document);
    return printerAnswer(document);
  });
  connection.onRequest(presetsRequest.method, presetList);
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
