import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, Range } from 'vscode-languageserver';

export interface ServerUnderTest {
  readonly connection: MessageConnection;
  readonly child: ChildProcess;
  /** What `initialize` answered. */
  readonly capabilities: Record<string, unknown>;
  /** @param languageId `gcode` unless it is said */
  open(uri: string, text: string, languageId?: string): Promise<void>;
  /** @param changes edits of one notification, in order; without a range the whole text */
  change(
    uri: string,
    version: number,
    changes: readonly { readonly range?: Range; readonly text: string }[],
  ): Promise<void>;
  close(uri: string): Promise<void>;
  request<Result>(method: string, parameters: unknown): Promise<Result>;
  /** Diagnostics of a version, whether they have come already or not. */
  diagnostics(uri: string, version: number): Promise<readonly Diagnostic[]>;
  stop(): void;
}

const SOURCE = path.resolve(import.meta.dirname, '../../server/src/server.ts');

/** Starts a language server as an editor other than VS Code does, and initializes it. */
export async function startLanguageServer(
  options: {
    readonly module?: string;
    /** Options of `initialize`. */
    readonly settings?: object;
    /** Answers `workspace/configuration` for a file or folder; without it the client cannot be asked. */
    readonly configuration?: (scopeUri: string | undefined) => unknown;
    /** Addresses of the workspace folders. */
    readonly folders?: readonly string[];
    /** Capabilities beyond `workspace/configuration`. */
    readonly capabilities?: { readonly workspace?: object; readonly textDocument?: object };
    readonly arguments?: readonly string[];
  } = {},
): Promise<ServerUnderTest> {
  const { configuration, folders } = options;
  const child = spawn(
    process.execPath,
    [options.module ?? SOURCE, '--stdio', ...(options.arguments ?? [])],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const published = publishedDiagnostics(connection);
  if (configuration)
    connection.onRequest(
      'workspace/configuration',
      ({ items }: { items: readonly { readonly scopeUri?: string }[] }) =>
        items.map(({ scopeUri }) => configuration(scopeUri)),
    );
  connection.listen();
  const { capabilities } = await connection.sendRequest<{ capabilities: Record<string, unknown> }>(
    'initialize',
    {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders?.map((uri) => ({ uri, name: uri })) ?? null,
      capabilities: {
        ...options.capabilities,
        workspace: {
          configuration: configuration !== undefined,
          ...options.capabilities?.workspace,
        },
      },
      initializationOptions: options.settings,
    },
  );
  await connection.sendNotification('initialized', {});
  return {
    connection,
    child,
    capabilities,
    open: (uri, text, languageId = 'gcode') =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      }),
    change: (uri, version, contentChanges) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges,
      }),
    close: (uri) => connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    request: (method, parameters) => connection.sendRequest(method, parameters),
    diagnostics: published,
    stop() {
      connection.dispose();
      child.kill('SIGKILL');
    },
  };
}

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

function publishedDiagnostics(
  connection: MessageConnection,
): (uri: string, version: number) => Promise<readonly Diagnostic[]> {
  const newest = new Map<string, Published>();
  const waiting = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', (published: Published) => {
    newest.set(published.uri, published);
    for (const look of waiting) look();
  });
  return (uri, version) =>
    new Promise((resolve) => {
      function look(): void {
        const found = newest.get(uri);
        if (!found || (found.version ?? 0) < version) return;
        waiting.delete(look);
        resolve(found.diagnostics);
      }
      waiting.add(look);
      look();
    });
}
