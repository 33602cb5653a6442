import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
} from 'vscode-jsonrpc/node';
import type { FeatureOutline } from '#core/contract/outline';
import type { LayersAnswer, ReadingStatus, RoleOutline } from '#core/contract/server';
import { type ServerUnderTest, startLanguageServer } from '../support/languageServer.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');
const SERVER_SOURCE = path.resolve(import.meta.dirname, '../../server/src/server.ts');
const START = { line: 0, character: 0 };
const LONG = 'G1 X1 Y2 E3\n'.repeat(1_500_000);

let server: ServerUnderTest;
let nextDocument = 0;

beforeAll(async () => {
  server = await startLanguageServer();
});
afterAll(() => server.stop());

async function opened(text: string): Promise<string> {
  nextDocument += 1;
  const uri = `file:///requests/${nextDocument}.gcode`;
  await server.open(uri, text);
  return uri;
}

/** Notes what the server says, in its order. */
function recorded(uri: string): { events: string[]; firstProgress: Promise<void>; end(): void } {
  const events: string[] = [];
  const progress = Promise.withResolvers<void>();
  const listener = server.connection.onNotification('3dpai/reading', (status: ReadingStatus) => {
    if (status.uri !== uri) return;
    events.push(`${status.phase} ${status.version}`);
    if (status.progress > 0) progress.resolve();
  });
  return {
    events,
    firstProgress: progress.promise,
    end: () => listener.dispose(),
  };
}

describe('a request about a file that is being read', () => {
  test('ends when it is cancelled, not when the file has been read', async () => {
    const uri = `file:///requests/${++nextDocument}.gcode`;
    const record = recorded(uri);
    await server.open(uri, LONG);
    const source = new CancellationTokenSource();
    const answer = server.connection
      .sendRequest('textDocument/documentSymbol', { textDocument: { uri } }, source.token)
      .catch((error: { code: number }) => record.events.push(`refused ${error.code}`));
    await record.firstProgress;
    source.cancel();
    await answer;
    expect(record.events).toContain('refused -32800');
    expect(record.events).not.toContain('ready 1');
    record.end();
    await server.close(uri);
  });

  test('ends when the file is edited', async () => {
    const uri = `file:///requests/${++nextDocument}.gcode`;
    const record = recorded(uri);
    await server.open(uri, LONG);
    const answer = server
      .request('textDocument/foldingRange', { textDocument: { uri } })
      .catch((error: { code: number }) => record.events.push(`refused ${error.code}`));
    await record.firstProgress;
    await server.change(uri, 2, [{ range: { start: START, end: START }, text: 'G28\n' }]);
    await answer;
    expect(record.events).toContain('refused -32801');
    expect(record.events).not.toContain('ready 2');
    record.end();
    await server.close(uri);
  });

  test('that needs one line only is answered meanwhile', async () => {
    const uri = `file:///requests/${++nextDocument}.gcode`;
    const record = recorded(uri);
    await server.open(uri, LONG);
    await record.firstProgress;
    const textDocument = { uri };
    await server.request('textDocument/completion', { textDocument, position: START });
    await server.request('textDocument/semanticTokens/range', {
      textDocument,
      range: { start: START, end: { line: 50, character: 0 } },
    });
    expect(record.events).not.toContain('ready 1');
    record.end();
    await server.close(uri);
  });
});

test('a burst of edits is checked once, as the last one left it', async () => {
  const uri = await opened('G28\n'.repeat(50_000));
  await server.diagnostics(uri, 1);
  const versions: (number | undefined)[] = [];
  const listener = server.connection.onNotification(
    'textDocument/publishDiagnostics',
    (published: { uri: string; version?: number }) => {
      if (published.uri === uri) versions.push(published.version);
    },
  );
  const burst: Promise<void>[] = [];
  for (let version = 2; version <= 301; version++)
    burst.push(server.change(uri, version, [{ range: { start: START, end: START }, text: 'G0' }]));
  await Promise.all(burst);
  while (versions.at(-1) !== 301) await server.request('3dpai/ping', null);
  expect(versions.length).toBeLessThan(30);
  expect(versions).toEqual([...versions].sort((a, b) => Number(a) - Number(b)));
  listener.dispose();
});

describe('parameters', () => {
  test.each([
    ['textDocument/hover', null],
    ['textDocument/hover', { textDocument: { uri: 'DOCUMENT' } }],
    ['textDocument/signatureHelp', { textDocument: { uri: 'DOCUMENT' } }],
    ['textDocument/selectionRange', { textDocument: { uri: 'DOCUMENT' }, positions: 'all' }],
    ['textDocument/inlayHint', { textDocument: { uri: 'DOCUMENT' } }],
    ['textDocument/codeAction', { textDocument: { uri: 'DOCUMENT' } }],
    ['3dpai/state', { uri: 'DOCUMENT' }],
    ['3dpai/state', { uri: 'DOCUMENT', line: '5' }],
    ['3dpai/lineTime', { uri: 'DOCUMENT', line: '5' }],
    ['3dpai/whatIf', { uri: 'DOCUMENT' }],
    ['3dpai/features', { uri: 'DOCUMENT', layer: 0.5 }],
    ['3dpai/roles', { uri: 'DOCUMENT', line: null }],
  ])('of %s that make no sense are refused: %j', async (method, parameters) => {
    const uri = await opened(';LAYER_CHANGE\nG1 X1 E1\n');
    const filled: unknown = JSON.parse(JSON.stringify(parameters).replace('DOCUMENT', uri));
    await expect(server.request(method, filled)).rejects.toThrow();
    expect(await server.request('3dpai/ping', null)).toHaveProperty('uptimeSeconds');
  });

  test.each([
    ['textDocument/documentSymbol', []],
    ['textDocument/foldingRange', []],
    ['textDocument/codeLens', []],
    ['textDocument/codeAction', []],
    ['textDocument/inlayHint', []],
    ['textDocument/selectionRange', []],
    ['textDocument/hover', null],
    ['textDocument/completion', null],
    ['textDocument/signatureHelp', null],
    ['textDocument/semanticTokens/range', { data: [] }],
    ['3dpai/layers', null],
    ['3dpai/features', null],
    ['3dpai/roles', null],
    ['3dpai/summary', null],
    ['3dpai/thumbnail', null],
    ['3dpai/state', null],
    ['3dpai/time', null],
    ['3dpai/lineTime', null],
    ['3dpai/limits', null],
    ['3dpai/whatIf', null],
    ['3dpai/printer', null],
  ])('of %s that name no open document are answered with nothing', async (method, nothing) => {
    const uri = 'file:///nobody.gcode';
    expect(await server.request(method, { textDocument: { uri }, uri })).toEqual(nothing);
  });

  test('far outside the text stand for its nearest place', async () => {
    const uri = await opened('G28\nG1 X5');
    for (const line of [-5, 1e9]) {
      const state = await server.request<{ line: number }>('3dpai/state', { uri, line });
      expect(state.line).toBe(line < 0 ? 1 : 3);
    }
    await server.change(uri, 2, [
      {
        range: { start: { line: 99, character: 99 }, end: { line: 999, character: 0 } },
        text: '0',
      },
    ]);
    const state = await server.request<{ position: object }>('3dpai/state', { uri, line: 2 });
    expect(state.position).toMatchObject({ x: 50 });
  });
});

test('an exception of a handler is an error for who asked and one line in the log', async () => {
  const uri = await opened('G28\n');
  const log: string[] = [];
  const listener = server.connection.onNotification(
    'window/logMessage',
    ({ message }: { message: string }) => {
      log.push(message);
    },
  );
  const asked = { textDocument: { uri }, positions: 'all' };
  await expect(server.request('textDocument/selectionRange', asked)).rejects.toThrow();
  await server.request('3dpai/ping', null);
  expect(log).toHaveLength(1);
  expect(log[0]).toContain(uri);
  listener.dispose();
});

test('the roles of a print hold all of its features', async () => {
  const file = path.join(FIXTURES, 'prusaslicer/bracket-supports.gcode');
  const uri = await opened(fs.readFileSync(file, 'utf8'));
  const { layers } = await server.request<LayersAnswer>('3dpai/layers', { uri });
  const features: FeatureOutline[] = [];
  for (const { index } of layers) {
    features.push(
      ...(await server.request<FeatureOutline[]>('3dpai/features', { uri, layer: index })),
    );
  }
  const line = features[40]?.firstLine ?? 0;
  const roles = await server.request<RoleOutline[]>('3dpai/roles', { uri, line: line - 1 });
  expect(roles.map(({ role }) => role).toSorted()).toEqual(
    [...new Set(features.map(({ role }) => role))].toSorted(),
  );
  for (const { role, rawNames, count, seconds, filamentMm, nextLine } of roles) {
    const own = features.filter((feature) => feature.role === role);
    expect(count).toBe(own.length);
    expect(rawNames).toEqual([...new Set(own.map(({ rawName }) => rawName))]);
    expect(seconds).toBeCloseTo(
      own.reduce((sum, feature) => sum + feature.seconds, 0),
      0,
    );
    expect(filamentMm).toBeCloseTo(
      own.reduce((sum, feature) => sum + feature.filamentMm, 0),
      3,
    );
    const next = own.find(({ firstLine }) => firstLine > line) ?? own[0];
    expect(nextLine).toBe(next?.firstLine);
  }
  const times = roles.map(({ seconds }) => seconds);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});

describe('the process', () => {
  test("speaks over Node's own channel, as VS Code starts it", async () => {
    const child = fork(SERVER_SOURCE, ['--node-ipc', `--clientProcessId=${process.pid}`]);
    const connection = createMessageConnection(
      new IPCMessageReader(child),
      new IPCMessageWriter(child),
    );
    connection.listen();
    const started: { serverInfo: object } = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    expect(started.serverInfo).toEqual({ name: '3dpai' });
    await connection.sendRequest('shutdown');
    const exit = once(child, 'exit');
    await connection.sendNotification('exit');
    expect(await exit).toEqual([0, null]);
  });

  test('blocks itself for tests only', async () => {
    await expect(server.request('3dpai/test/hang', null)).rejects.toMatchObject({ code: -32601 });
    const blocked = await startLanguageServer({ arguments: ['--test'] });
    const order: string[] = [];
    blocked.connection.sendRequest('3dpai/test/hang', null).catch(() => {});
    blocked.request('3dpai/ping', null).then(
      () => order.push('answered'),
      () => {},
    );
    await server.request('3dpai/ping', null);
    expect(order).toEqual([]);
    blocked.stop();
  });

  test('ends as the editor asks it to', async () => {
    const asked = await startLanguageServer();
    await asked.request('shutdown', null);
    const exit = once(asked.child, 'exit');
    await asked.connection.sendNotification('exit');
    expect(await exit).toEqual([0, null]);
    asked.stop();
  });

  test('ends when the editor is gone', async () => {
    const left = await startLanguageServer();
    const exit = once(left.child, 'exit');
    left.child.stdin?.end();
    expect(await exit).toEqual([1, null]);
    left.stop();
  });
});
