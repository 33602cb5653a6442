import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { textFromBytes } from '#core/gcode/text';
import { checkedReading } from '#core/rules/checkedReading';
import { type BenchFile, type BenchRow, best, bytesOfFile, median, row } from './row.ts';

const SERVER = path.resolve(import.meta.dirname, '../../dist/server.cjs');
const KEYSTROKES = 30;

/** What a person waits for in the editor, over stdio, beside reading the same file from scratch. */
export async function serverRows(file: BenchFile): Promise<BenchRow[]> {
  const bytes = bytesOfFile(file.path);
  const read = best(3, () =>
    checkedReading(textFromBytes(bytes), { flavor: 'auto' }).finish().print(),
  );
  const text = Buffer.from(bytes).toString('utf8');
  const uri = pathToFileURL(file.path).href;
  const { connection, child } = startServer();
  try {
    const diagnostics = diagnosticsByVersion(connection);
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    await connection.sendNotification('initialized', {});
    const opened = performance.now();
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'gcode', version: 1, text },
    });
    await connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
    const symbols = performance.now() - opened;
    await diagnostics.of(1);

    const lines = text.split('\n');
    const keystrokes: number[] = [];
    const hovers: number[] = [];
    for (let version = 2; version < 2 + KEYSTROKES; version++) {
      const line = Math.floor((lines.length / (KEYSTROKES + 3)) * version);
      const start = performance.now();
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [
          {
            range: { start: { line, character: 0 }, end: { line, character: 0 } },
            text: 'G01 X5\n',
          },
        ],
      });
      await diagnostics.of(version);
      keystrokes.push(performance.now() - start);
      const asked = performance.now();
      await connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line: line + 1, character: 0 },
      });
      hovers.push(performance.now() - asked);
    }
    const peer = `reading the ${file.name} file from scratch`;
    return [
      row(`server, ${file.name}: open → symbols`, 'ms', symbols, peer, read),
      row(
        `server, ${file.name}: keystroke → diagnostics (median)`,
        'ms',
        median(keystrokes),
        peer,
        read,
      ),
      row(
        `server, ${file.name}: keystroke → diagnostics (slowest)`,
        'ms',
        Math.max(...keystrokes),
        peer,
        read,
      ),
      row(`server, ${file.name}: hover (median)`, 'ms', median(hovers), peer, read),
    ];
  } finally {
    connection.dispose();
    child.kill('SIGKILL');
  }
}

function startServer(): { connection: MessageConnection; child: ChildProcess } {
  const child = spawn(process.execPath, [SERVER, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onRequest('workspace/configuration', (asked: { items: unknown[] }) =>
    asked.items.map(() => null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.listen();
  return { connection, child };
}

/** Lets a caller wait for the diagnostics of a version, whether they have come already or not. */
function diagnosticsByVersion(connection: MessageConnection): {
  of(version: number): Promise<void>;
} {
  const waiting = new Map<number, () => void>();
  let newest = 0;
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (published: { version?: number }) => {
      newest = Math.max(newest, published.version ?? 0);
      for (const [version, resolve] of waiting) {
        if (version > newest) continue;
        waiting.delete(version);
        resolve();
      }
    },
  );
  return {
    of: (version) =>
      version <= newest
        ? Promise.resolve()
        : new Promise((resolve) => waiting.set(version, resolve)),
  };
}
